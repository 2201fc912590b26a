"""A call, from ringing to its end: answered by a free ARM, filed, attached, or made a case that waits for a doctor."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.cases import Attribution, Priority
from simulators.offline.agenda import Work
from simulators.offline.cases import Case, World
from simulators.offline.doctors import regulate
from simulators.offline.missions import send_by_reflex
from simulators.plan.room import REACTION, REFLEX_MOTIVES
from simulators.plan.stories import FILED_AS, Event, Kind, Story
from simulators.record import CallRecord

LINES = tuple(Line)
PRIORITIES = tuple(Priority)
REFLEX_SHARE = 0.4
"""How far into the talk a vital distress is recognised and help leaves. An assumption of ours, like those below."""
ENOUGH_SHARE = 0.5
"""Of the talk, after which a case whose caller was cut off can be passed on."""
RINGING_BACK_S = 30.0
TRIES = 3
"""How often somebody who gives up rings in all."""
AT_LEAST = Priority.P1
"""A repeat call brings its case back with this priority. Source: practice, rule 10."""


@dataclass(slots=True, eq=False)
class Call:
    """One call while it lasts."""

    world: World
    story: Story
    id: str
    rang_at: datetime
    tries: int
    answered_at: datetime | None = None

    def end(self, state: CallState, case_id: str | None = None) -> None:
        """Write the call down as it ends."""
        self.world.calls.append(
            CallRecord(
                id=self.id,
                centre=self.story.centre_code,
                line=self.story.line,
                state=state,
                rang_at=self.rang_at,
                answered_at=self.answered_at,
                ended_at=self.world.now(),
                case_id=case_id,
            )
        )

    def try_again(self) -> None:
        """Having given up, ring again after a while, if not for the third time."""
        after_s = self.story.rings_again_after_s
        if after_s is not None and self.tries < TRIES:
            agenda = self.world.agenda
            agenda.at(agenda.now_s + after_s, partial(agenda.start, ring(self.world, self.story, self.tries + 1)))


def ring(world: World, story: Story, tries: int = 1) -> Work[None]:
    """Ring until somebody answers or patience ends; then say what there is to say."""
    call = Call(world, story, world.new_id("call"), world.now(), tries)
    answering = world.desks[story.centre_code].answering
    if not (yield from answering.take((LINES.index(story.line), world.agenda.now_s), story.patience_s)):
        call.end(CallState.ABANDONED)
        call.try_again()
        return
    yield REACTION.draw(world.chance("answer", call.id))
    call.answered_at = world.now()
    event = story.event
    case = None if event is None else world.case_of(event)
    if event is None or (case is None and story.kind is Kind.BILAN):
        yield from _file(call, FILED_AS.get(story.kind, Attribution.DR_INFORMATION))
        answering.give_back()
    elif case is None:
        yield from _open(call, event)
    else:
        yield story.talk_s
        answering.give_back()
        _attach(call, case)


def _file(call: Call, attribution: Attribution) -> Work[None]:
    """Hear that it is no case."""
    yield call.story.talk_s
    call.end(CallState.ENDED, call.world.file(call.story.centre_code, attribution, call.answered_at or call.rang_at))


def _attach(call: Call, case: Case) -> None:
    """Join a case already open; somebody who calls again brings it back to a doctor."""
    case.repeats += 1
    call.end(CallState.ENDED, case.id)
    if call.story.kind is Kind.REPEAT and case.decided.is_set and not case.is_queued:
        case.priority = min(case.priority, AT_LEAST, key=PRIORITIES.index)
        call.world.agenda.start(regulate(call.world, case, is_return=True))


def _open(call: Call, event: Event) -> Work[None]:
    """Ask where, what and who, send help for a vital distress, pass the rest to a doctor and put the caller on hold."""
    world, story = call.world, call.story
    answering = world.desks[story.centre_code].answering
    case = world.open_case(event)
    case.begin()
    is_cut = story.drops_after_s is not None and story.drops_after_s < story.talk_s
    spoken_s = story.drops_after_s if is_cut and story.drops_after_s is not None else story.talk_s
    reflex_s = min(REFLEX_SHARE * story.talk_s, spoken_s)
    yield reflex_s
    if event.priority is Priority.P0 and event.motive_code in REFLEX_MOTIVES and not case.is_about_the_past:
        send_by_reflex(world, case)
    yield spoken_s - reflex_s
    if is_cut:
        yield RINGING_BACK_S
        if story.answers_call_back:
            yield story.talk_s - spoken_s
        elif spoken_s < ENOUGH_SHARE * story.talk_s:
            case.attribution = Attribution.D_HUNG_UP
            case.end(world.now())
            call.end(CallState.ENDED, case.id)
            answering.give_back()
            return
    world.agenda.start(regulate(world, case))
    case.end(world.now())
    answering.give_back()
    yield from _hold(call, case)


def _hold(call: Call, case: Case) -> Work[None]:
    """Wait for the doctor, speak to them; or hang up, and perhaps call again."""
    if (yield from call.world.agenda.wait(case.resumed, call.story.hold_patience_s)):
        yield from call.world.agenda.wait(case.decided)
        call.end(CallState.ENDED, case.id)
        return
    case.is_caller_gone = not call.story.answers_call_back
    call.end(CallState.HUNG_UP_ON_HOLD, case.id)
    call.try_again()
