"""The ARM: answers, files what is no case, attaches calls about a known one, qualifies the rest and passes it to a doctor's queue.

Calls back who gave up ringing, and finishes cases dropped half-way.
"""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

import msgspec

from kit.wire.calls import CallAttachment, CallBackEntry, CallChange, CallFiling, CallView
from kit.wire.cases import CaseEdit, CaseFile, CaseView, PatientEntry, Place
from kit.wire.codes.calls import CallBack, CallBackResult, CallerState, CallState, Line, PlacePrecision
from kit.wire.codes.cases import Attribution, CareQueue, Priority
from simulators.api import Api, Refused
from simulators.calls import Conversation
from simulators.plan import Event, Kind
from simulators.plan.stories import FILED_AS
from simulators.plan.troubles import BY_MOTIVE
from simulators.staff.bilan import is_with_patient
from simulators.staff.desk import ATTEMPTS, BETWEEN_ATTEMPTS, DIALLING, Desk, Job, Post
from simulators.staff.neighbours import case_handed
from simulators.staff.reflex import send_by_reflex

VITAL_HASTE = 0.25
"""Of an ARM's talk, before help leaves."""
LINES = list(Line)
STALE = "stale-version"
TRIES = 4
LEFT_FOR = timedelta(seconds=60)
"""How long a call left for a person may ring before the simulated staff answers it all the same."""
DROPPED_AFTER = timedelta(minutes=10)
NO_MOTIVE = "M06.04"
"""Other motives, or none made out."""


class CallTaker(Post):
    """One ARM."""

    def __init__(self, api: Api, desk: Desk, chance: Random, *, rank: int = 0, colleagues: int = 1) -> None:
        super().__init__(api, desk, chance, rank=rank, colleagues=colleagues)
        self._of_others: set[UUID] = set()

    def next_job(self) -> Job | None:
        """Give the ringing call to answer, by line and time; else a case handed over, somebody to call back, or a case to finish."""
        ringing = [
            call
            for call in self.desk.room.calls.values()
            if call.state is CallState.RINGING and self.desk.is_free(call.id) and not self._is_left(call)
        ]
        heard = [(call, talk) for call in ringing if (talk := self.desk.lines.listen(call.id)) is not None]
        if heard:
            call, conversation = min(heard, key=_by_line_and_time)
            return Job(call.id, partial(self._answer, call, conversation))
        handed = case_handed(self)
        if handed is not None:
            return handed
        due = self._to_call_back()
        if due is not None:
            return Job(due.id, partial(self._call_back, due))
        dropped = self._dropped()
        return None if dropped is None else Job(dropped.id, partial(self._finish, dropped))

    def _is_left(self, call: CallView) -> bool:
        """Tell whether this call still waits for a person: the same answer at every desk."""
        if self.desk.pace.now() > call.rang_at + LEFT_FOR:
            return False
        return Random(f"left:{call.id}").random() < self.desk.left_share

    # --- answering ---

    async def _answer(self, call: CallView, conversation: Conversation) -> None:
        case = (await self.post(f"/api/calls/{call.id}/answer", None, CaseFile)).case
        await self._speak(call, case, conversation)

    async def _speak(self, call: CallView, case: CaseView, conversation: Conversation) -> None:
        """Hear what the call is about, and do what an ARM does with it."""
        story = conversation.story
        known = None if story.event is None else await self._known_case(call, story.event, kind=story.kind)
        if story.kind is Kind.BILAN:
            await self.take(story.talk_s)
            await self._hear_crew(story.call_sign)
            await self._file(call, Attribution.DR_INFORMATION, conversation)
        elif story.event is None:
            await self.take(story.talk_s)
            await self._file(call, FILED_AS[story.kind], conversation)
        elif known is not None:
            await self.take(story.talk_s)
            await self.post(f"/api/calls/{call.id}/attach", CallAttachment(case_id=known.id), CallView)
            conversation.say_goodbye()
        else:
            self.desk.hear(case.id, story.event)
            await self._qualify(call, case, conversation, story.event)

    async def _file(self, call: CallView, attribution: Attribution, conversation: Conversation) -> None:
        await self.post(f"/api/calls/{call.id}/file", CallFiling(attribution=attribution), CallView)
        conversation.say_goodbye()

    async def _known_case(self, call: CallView, event: Event, *, kind: Kind) -> CaseView | None:
        """Give the open case the caller speaks of: one a colleague heard of, else one the room proposes to attach the call to."""
        cases = self.desk.room.cases
        heard = next((one for one, known in self.desk.events.items() if known == event and one in cases), None)
        if heard is not None:
            return cases[heard]
        if kind is Kind.CASE:
            return None
        proposed = (await self.api.get(f"/api/calls/{call.id}", CallView)).attach_to
        # What a colleague heard to be something else is another thing at the same place.
        return next((cases[one] for one in proposed if one in cases and one not in self.desk.events), None)

    async def _hear_crew(self, call_sign: str | None) -> None:
        """Put the case of a crew that reports by phone in the queue of bilans, when it is not told yet where to go."""
        room = self.desk.room
        for mission in room.missions.values():
            case = room.cases.get(mission.case_id)
            if mission.call_sign == call_sign and is_with_patient(mission) and case is not None and case.queue is None:
                await self._edit(CaseEdit(version=case.version, queue=CareQueue.BILAN), case)
                return

    async def _qualify(self, call: CallView, case: CaseView, conversation: Conversation, event: Event) -> None:
        """Ask where, what and who; a vital distress leaves at once, the others wait for a doctor on hold."""
        story = conversation.story
        vital = event.priority is Priority.P0
        third_s = 0.33 * story.talk_s * (VITAL_HASTE if vital else 1.0)
        await self.take(third_s)
        precision = PlacePrecision.ADRESSE if story.position else PlacePrecision.VILLE
        place = Place(
            label=event.place,
            insee_code=event.insee_code,
            lon_deg=event.lon_deg,
            lat_deg=event.lat_deg,
            precision=precision,
        )
        case = await self._edit(CaseEdit(version=case.version, place=place), case)
        await self.take(third_s)
        edit = CaseEdit(version=case.version, motive_code=event.motive_code, priority=event.priority)
        case = await self._edit(edit, case)
        if vital:
            await send_by_reflex(self, case, event)
        await self.take(third_s)
        for one in event.patients:
            patient = PatientEntry(sex=one.sex, age=f"P{one.age_years}Y", label=one.label)
            case = await self.post(f"/api/cases/{case.id}/patients", patient, CaseView)
        await self._edit(CaseEdit(version=case.version, queue=event.queue), case)
        if not conversation.is_over:  # after a reflex departure a doctor may have been quicker
            await self.post(f"/api/calls/{call.id}/state", CallChange(state=CallState.HELD), CallView)

    # --- callers who gave up ringing ---

    def _to_call_back(self) -> CallView | None:
        """Give the call to call back that waits for longest; each is tried again after a while."""
        now = self.desk.pace.now()
        due = [
            call
            for call in self.desk.room.calls.values()
            if call.call_back is CallBack.DUE
            and self.desk.is_free(call.id)
            and (call.call_back_tried_at is None or call.call_back_tried_at + BETWEEN_ATTEMPTS <= now)
        ]
        return min(due, key=lambda call: call.rang_at, default=None)

    async def _call_back(self, call: CallView) -> None:
        await self.take(DIALLING.draw(self.chance))
        conversation = None if call.number is None else self.desk.lines.call_back(call.id)
        if conversation is None:
            hopeless = call.number is None or call.call_back_attempts >= ATTEMPTS
            result = CallBackResult.FILED if hopeless else CallBackResult.NO_ANSWER
            await self.post(f"/api/calls/{call.id}/call-back", CallBackEntry(result=result), CallView)
            return
        entry = CallBackEntry(result=CallBackResult.REACHED)
        reached = await self.post(f"/api/calls/{call.id}/call-back", entry, CallView)
        conversation.called_back.set()
        case = (await self.api.get(f"/api/cases/{reached.case_id}", CaseFile)).case
        await self._speak(reached, case, conversation)

    # --- cases dropped half-way: the caller or this simulation stopped in the middle ---

    def _dropped(self) -> CaseView | None:
        """Give a case that waits for nobody and whose caller is gone."""
        since = self.desk.pace.now() - DROPPED_AFTER
        for case in self.desk.room.cases.values():
            untouched = case.queue is None and not case.decisions and not case.mission_ids
            gone = case.caller in {CallerState.HUNG_UP, CallerState.TO_CALL_BACK} and case.caller_since < since
            if untouched and gone and case.id not in self._of_others and self.desk.is_free(case.id):
                return case
        return None

    async def _finish(self, case: CaseView) -> None:
        """Pass a case of one's own on to a doctor when enough is known, else close it; a colleague's is left to them."""
        log = (await self.api.get(f"/api/cases/{case.id}", CaseFile)).log
        if not log or log[0].author != self.api.account.name:
            self._of_others = {known for known in self._of_others if known in self.desk.room.cases} | {case.id}
            return
        trouble = BY_MOTIVE.get(case.motive_code or "")
        if trouble is not None and case.place is not None:
            await self._edit(CaseEdit(version=case.version, queue=trouble.queue), case)
            return
        if case.motive_code is None:
            case = await self._edit(CaseEdit(version=case.version, motive_code=NO_MOTIVE), case)
        await self.post(f"/api/cases/{case.id}/close", None, CaseView)

    # --- the API ---

    async def _edit(self, edit: CaseEdit, case: CaseView) -> CaseView:
        """Change a case; when somebody else changed it meanwhile, look at it again and insist."""
        for _ in range(TRIES):
            try:
                return await self.patch(f"/api/cases/{case.id}", edit, CaseView)
            except Refused as refusal:
                if refusal.problem != STALE:
                    raise
                case = msgspec.convert(refusal.current, CaseView)
                edit = msgspec.structs.replace(edit, version=case.version)
        raise Refused(409, STALE)


def _by_line_and_time(heard: tuple[CallView, Conversation]) -> tuple[int, datetime]:
    call, _ = heard
    return LINES.index(call.line), call.rang_at
