"""The ARM: answers, files what is no case, attaches repeat calls, qualifies the rest and passes it to a doctor's queue."""

from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

import msgspec

from kit.geo import distance_m
from kit.wire.calls import CallAttachment, CallChange, CallFiling, CallView
from kit.wire.cases import CaseEdit, CaseFile, CaseView, PatientEntry, Place
from kit.wire.codes import (
    Availability,
    CallerState,
    CallState,
    Ground,
    Line,
    MedicalLevel,
    PlacePrecision,
    Priority,
    VehicleType,
)
from kit.wire.missions import Engagement, MissionView
from simulators.api import Api, Refused
from simulators.calls import Conversation
from simulators.plan import Event, Kind
from simulators.plan.durations import Lognormal
from simulators.plan.stories import FILED_AS
from simulators.plan.troubles import BY_MOTIVE
from simulators.staff.desk import Desk, Job, Post

TALK = Lognormal(100, 240)
SHORT_TALK = Lognormal(20, 40)
LINES = list(Line)
REFLEX_MOTIVES = frozenset({"M01.01", "M01.02", "M01.03"})
STALE = "stale-version"
TRIES = 4
LEFT_FOR = timedelta(seconds=60)
"""How long a call left for a person may ring before the simulated staff answers it all the same."""
DROPPED_AFTER = timedelta(minutes=10)
NO_MOTIVE = "M06.04"
"""Other motives, or none made out."""


class CallTaker(Post):
    """One ARM."""

    def __init__(self, api: Api, desk: Desk, chance: Random) -> None:
        super().__init__(api, desk, chance)
        self._of_others: set[UUID] = set()

    def next_job(self) -> Job | None:
        """Give the ringing call to answer: by line, then by time."""
        ringing = [
            call
            for call in self.desk.room.calls.values()
            if call.state is CallState.RINGING and self.desk.is_free(call.id) and not self._is_left(call)
        ]
        heard = [(call, talk) for call in ringing if (talk := self.desk.exchange.listen(call.id)) is not None]
        if heard:
            call, conversation = min(heard, key=_by_line_and_time)
            return Job(call.id, partial(self._answer, call, conversation))
        dropped = self._dropped()
        return None if dropped is None else Job(dropped.id, partial(self._finish, dropped))

    def _is_left(self, call: CallView) -> bool:
        """Tell whether this call still waits for a person: the same answer at every desk."""
        if self.desk.pace.now() > call.rang_at + LEFT_FOR:
            return False
        return Random(f"left:{call.id}").random() < self.desk.left_share

    async def _answer(self, call: CallView, conversation: Conversation) -> None:
        case = (await self.post(f"/api/calls/{call.id}/answer", None, CaseFile)).case
        story = conversation.story
        if story.event is None:
            await self.take(TALK if story.kind is Kind.INFORMATION else SHORT_TALK)
            await self.post(f"/api/calls/{call.id}/file", CallFiling(attribution=FILED_AS[story.kind]), CallView)
            conversation.goodbye.set()
        elif story.kind is not Kind.CASE and (known := await self._known_case(call, story.event)) is not None:
            await self.take(TALK, share=0.4)
            await self.post(f"/api/calls/{call.id}/attach", CallAttachment(case_id=known), CallView)
            conversation.goodbye.set()
        else:
            await self._qualify(call, case, conversation, story.event)

    async def _known_case(self, call: CallView, event: Event) -> UUID | None:
        """Give the open case the room proposes to attach this call to, or the one at the place the caller speaks of, if any."""
        proposed = (await self.api.get(f"/api/calls/{call.id}", CallView)).attach_to
        if proposed:
            return proposed[0]
        for case in self.desk.room.cases.values():
            place = case.place
            if place is not None and (place.lon_deg, place.lat_deg) == (event.lon_deg, event.lat_deg):
                return case.id
        return None

    async def _qualify(self, call: CallView, case: CaseView, conversation: Conversation, event: Event) -> None:
        """Ask where, what and who; a vital distress leaves at once, the others wait for a doctor on hold."""
        story = conversation.story
        vital = event.priority is Priority.P0
        haste = 0.25 if vital else 1.0
        await self.take(TALK, share=0.3 * haste)
        precision = PlacePrecision.ADRESSE if story.position else PlacePrecision.VILLE
        place = Place(
            label=event.place,
            insee_code=event.insee_code,
            lon_deg=event.lon_deg,
            lat_deg=event.lat_deg,
            precision=precision,
        )
        case = await self._edit(CaseEdit(version=case.version, place=place), case)
        await self.take(TALK, share=0.3 * haste)
        edit = CaseEdit(version=case.version, motive_code=event.motive_code, priority=event.priority)
        case = await self._edit(edit, case)
        if vital and event.motive_code in REFLEX_MOTIVES:
            await self._send_by_reflex(case, event)
        await self.take(TALK, share=0.3 * haste)
        for one in event.patients:
            patient = PatientEntry(sex=one.sex, age=f"P{one.age_years}Y", label=one.label)
            case = await self.post(f"/api/cases/{case.id}/patients", patient, CaseView)
        await self._edit(CaseEdit(version=case.version, queue=event.queue), case)
        if not conversation.goodbye.is_set():  # after a reflex departure a doctor may have been quicker
            await self.post(f"/api/calls/{call.id}/state", CallChange(state=CallState.HELD), CallView)

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
            self._of_others.add(case.id)
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

    async def _send_by_reflex(self, case: CaseView, event: Event) -> None:
        """Send the nearest free SMUR without waiting for a doctor; when it is taken meanwhile, the doctor will see to it."""
        free = [
            vehicle
            for vehicle in self.desk.room.vehicles.values()
            if vehicle.type is VehicleType.SMUR_VLM
            and vehicle.availability is Availability.AVAILABLE
            and vehicle.mission_id is None
            and vehicle.visible_for
            and vehicle.team_level in {MedicalLevel.MED, MedicalLevel.PARAMED}
        ]
        if not free:
            return
        nearest = min(
            free, key=lambda one: distance_m(one.base_lon_deg, one.base_lat_deg, event.lon_deg, event.lat_deg)
        )
        engagement = Engagement(case_id=case.id, vehicle_id=nearest.id, ground=Ground.REFLEXE)
        try:
            await self.post("/api/missions", engagement, MissionView)
        except Refused:
            return


def _by_line_and_time(heard: tuple[CallView, Conversation]) -> tuple[int, datetime]:
    call, _ = heard
    return LINES.index(call.line), call.rang_at
