"""Who is on the phone, on which line, how patient, and what their phone tells."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from kit.geo import METRES_PER_DEG
from kit.wire.codes.calls import Line
from kit.wire.codes.cases import CareQueue, Priority
from simulators.plan.chance import pick, stream
from simulators.plan.country import SQUEEZE, NursingHome, Point
from simulators.plan.durations import Lognormal
from simulators.plan.laws import LAWS, Laws
from simulators.plan.size import Ring
from simulators.plan.stories import Caller, Event, Kind, PhonePosition, Scene, Story

PUBLIC = frozenset({Caller.PATIENT, Caller.RELATIVE, Caller.BYSTANDER})
SWITCHBOARDS = frozenset({Caller.FIRE_ROOM, Caller.POLICE, Caller.TELECARE})
"""Many call from one number, a centre's own."""
NUMBERS, STRIDE, DAY_STEP, WITNESS_STEP = 10_000, 7_919, 5_003, 4_001
"""ARCEP keeps ten thousand numbers of each range for fiction; a stride prime to that gives each caller of a day their own."""
FRENCH = "fr"
FICTION_MOBILE, FICTION_LANDLINE = "+3363998", "+3326191"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What calls are drawn from besides chance. `is_far_from_home`: on the coast in summer."""

    day: date
    centre_code: str
    point: Point
    laws: Laws
    is_far_from_home: bool = False


def draw_call(
    chance: Random, ring: Ring, kind: Kind, around: Circumstances, *, event: Event | None, home: NursingHome | None
) -> Story:
    """Draw the caller of one call; its number of the day is given once all calls are known."""
    laws, calls = around.laws, around.laws.calls
    caller = _caller(chance, kind, event, laws)
    line = _line(chance, caller, event, kind, laws)
    is_public = caller in PUBLIC
    without_sim = kind is Kind.SILENT and line is Line.LINE_112 and chance.random() < calls.silent_without_sim
    is_outdoors = event is None or event.scene is not Scene.HOME
    mobile = caller is Caller.CREW or (is_public and (is_outdoors or chance.random() < calls.mobile))
    withheld = is_public and chance.random() < calls.withheld
    foreign = calls.foreign_on_the_coast_in_summer if around.is_far_from_home else calls.foreign
    speaks_french = not is_public or chance.random() >= foreign
    language = FRENCH if speaks_french else pick(chance, calls.languages)
    gives_up_soon = kind is Kind.SILENT
    return Story(
        number=0,
        rings_at=ring.at,
        centre_code=around.centre_code,
        kind=kind,
        line=line,
        caller=caller,
        phone=None if without_sim or withheld else _phone(caller, ring, around, home, mobile=mobile),
        without_sim=without_sim,
        position=_position(chance, around) if is_public and mobile and not without_sim else None,
        language=language,
        event=event,
        talk_s=_talk_s(chance, kind, laws) * (1.0 if speaks_french else calls.foreign_talk_factor),
        patience_s=(calls.silent_patience if gives_up_soon else calls.patience).draw(chance),
        hold_patience_s=calls.hold_patience.draw(chance),
        drops_after_s=calls.drops_after.draw(chance) if chance.random() < calls.line_drops else None,
        rings_again_after_s=_rings_again_after_s(chance, kind, laws),
        answers_call_back=chance.random() < calls.answers_call_back,
    )


def crew_call(call_sign: str, centre_code: str, at: datetime, laws: Laws = LAWS) -> Story:
    """Draw the call of a crew that rings its room with a bilan; each vehicle has a number of its own."""
    chance = stream(call_sign, at)
    return Story(
        number=0,
        rings_at=at,
        centre_code=centre_code,
        kind=Kind.BILAN,
        line=Line.CREW,
        caller=Caller.CREW,
        phone=f"{FICTION_MOBILE}{stream('crew', call_sign).randrange(NUMBERS):04}",
        without_sim=False,
        position=None,
        language=FRENCH,
        event=None,
        talk_s=_talk_s(chance, Kind.BILAN, laws),
        patience_s=laws.calls.patience.draw(chance),
        hold_patience_s=laws.calls.hold_patience.draw(chance),
        drops_after_s=None,
        rings_again_after_s=0.0,  # the crew waits with its patient
        answers_call_back=False,
        call_sign=call_sign,
    )


def same_caller(chance: Random, ring: Ring, first: Story, laws: Laws) -> Story:
    """Draw the caller of an earlier story ringing again about it."""
    factor = 1.0 if first.language == FRENCH else laws.calls.foreign_talk_factor
    return replace(
        first,
        rings_at=ring.at,
        kind=Kind.REPEAT,
        talk_s=_talk_s(chance, Kind.REPEAT, laws) * factor,
        patience_s=laws.calls.patience.draw(chance),
        hold_patience_s=laws.calls.hold_patience.draw(chance),
        drops_after_s=None,
    )


def _caller(chance: Random, kind: Kind, event: Event | None, laws: Laws) -> Caller:
    if kind is Kind.BILAN:
        return Caller.CREW
    if event is None:
        return Caller.PATIENT
    if kind is Kind.WITNESS:
        return Caller.BYSTANDER
    caller = pick(chance, laws.people.callers[event.scene])
    if caller is Caller.PATIENT and not _can_call(event, laws):
        return Caller.RELATIVE if event.scene is Scene.HOME else Caller.BYSTANDER
    return caller


def _can_call(event: Event, laws: Laws) -> bool:
    is_grown_up = bool(event.patients) and event.patients[0].age_years >= laws.care.child_below_years
    return is_grown_up and event.priority is not Priority.P0


def _line(chance: Random, caller: Caller, event: Event | None, kind: Kind, laws: Laws) -> Line:
    people = laws.people
    if event is None:
        return pick(chance, people.lines_of_nothing[kind])
    can_wait = event.queue is CareQueue.AMBULATORY
    if caller in PUBLIC and can_wait and chance.random() < people.ambulatory_by_116117:
        return Line.LINE_116117
    return pick(chance, people.lines[caller])


def _phone(caller: Caller, ring: Ring, around: Circumstances, home: NursingHome | None, *, mobile: bool) -> str:
    """Give a number of the ranges kept for fiction: an institution's own, else another one for nearly every call of a day."""
    if caller is Caller.NURSING_HOME and home is not None:
        return home.phone
    if caller in SWITCHBOARDS:
        return f"{FICTION_LANDLINE}{stream(caller, around.centre_code).randrange(NUMBERS):04}"
    number = (around.day.toordinal() * DAY_STEP + ring.rank + ring.within * WITNESS_STEP) * STRIDE % NUMBERS
    return f"{FICTION_MOBILE if mobile else FICTION_LANDLINE}{number:04}"


def _position(chance: Random, around: Circumstances) -> PhonePosition | None:
    calls = around.laws.calls
    if chance.random() >= calls.located:
        return None
    radius_m = Lognormal(*calls.position_radius_m).draw(chance)
    lon_deg, lat_deg = around.point
    spread_deg = radius_m / METRES_PER_DEG / 2
    return PhonePosition(
        lon_deg=round(lon_deg + chance.gauss(0.0, spread_deg) / SQUEEZE, 5),
        lat_deg=round(lat_deg + chance.gauss(0.0, spread_deg), 5),
        radius_m=round(radius_m, 1),
    )


def _talk_s(chance: Random, kind: Kind, laws: Laws) -> float:
    """Draw how long an ARM needs."""
    people = laws.people
    match kind:
        case Kind.WRONG_NUMBER | Kind.SILENT:
            return people.short_talk.draw(chance)
        case Kind.REPEAT | Kind.WITNESS | Kind.BILAN:
            return people.arm_talk.draw(chance) * people.repeat_talk_factor
        case Kind.CASE | Kind.INFORMATION:
            return people.arm_talk.draw(chance)


def _rings_again_after_s(chance: Random, kind: Kind, laws: Laws) -> float | None:
    after_s = laws.calls.rings_again_after.draw(chance)
    means_it = kind not in {Kind.SILENT, Kind.WRONG_NUMBER}
    return after_s if means_it and chance.random() < laws.calls.rings_again else None
