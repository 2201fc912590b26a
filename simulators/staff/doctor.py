"""The regulating doctors: take the top of their queue, speak to the caller, decide; hear bilans and say where the patient goes."""

from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from kit.geo import distance_m
from kit.wire.accounts import FacilityView
from kit.wire.calls import CallView
from kit.wire.cases import CaseView, DecisionEntry
from kit.wire.codes import (
    CareLevel,
    CareQueue,
    CaseState,
    DecisionType,
    Delay,
    MeansType,
    MissionStatus,
    Outcome,
    Priority,
    Role,
)
from kit.wire.missions import Cancellation, Closing, DestinationChoice, MissionView
from simulators.calls import Conversation
from simulators.plan import Need
from simulators.plan.durations import Lognormal
from simulators.plan.troubles import BY_MOTIVE, Trouble
from simulators.staff.desk import Job, Post

TALK = Lognormal(125, 540)
BILAN_TALK = Lognormal(75, 180)
PRIORITIES = list(Priority)
VITAL_HASTE = 0.35
QUEUES = {
    Role.MRU: frozenset({CareQueue.AMU, CareQueue.BILAN}),
    Role.MRL: frozenset({CareQueue.AMBULATORY}),
}
TRANSPORTED_SHARE = {"TSU": 0.85, "SIS": 0.75, "SMUR": 0.65}
NEAREST_SHARE = 0.9
"""How often the nearest emergency department is chosen rather than the next one."""
BEFORE_ARRIVAL = frozenset({MissionStatus.DECISION, MissionStatus.DECLENCHE, MissionStatus.DEPART})


def _entry(
    kind: DecisionType, care_level: CareLevel, means: MeansType | None = None, delay: Delay | None = None
) -> DecisionEntry:
    return DecisionEntry(type=kind, means=means, delay=delay, care_level=care_level)


DECISIONS = {
    Need.ADVICE: (_entry(DecisionType.CONSEIL, CareLevel.R4),),
    Need.PRESCRIPTION: (_entry(DecisionType.PMT, CareLevel.R4),),
    Need.APPOINTMENT: (_entry(DecisionType.ORIENT, CareLevel.R4, MeansType.LIBERAL, Delay.H24),),
    Need.DUTY_DOCTOR: (_entry(DecisionType.ORIENT, CareLevel.R3, MeansType.LIBERAL, Delay.H4),),
    Need.OWN_MEANS: (_entry(DecisionType.ORIENT, CareLevel.R3, MeansType.HOSPIT),),
    Need.AMBULANCE: (_entry(DecisionType.INTER, CareLevel.R2, MeansType.TSU, Delay.M30),),
    Need.FIRE_AMBULANCE: (_entry(DecisionType.INTER, CareLevel.R2, MeansType.SIS, Delay.ASAP),),
    Need.SMUR: (
        # A SMUR carries nobody: a transport goes with it.
        _entry(DecisionType.INTER, CareLevel.R1, MeansType.SMUR, Delay.DEL0),
        _entry(DecisionType.INTER, CareLevel.R1, MeansType.SIS, Delay.DEL0),
    ),
    Need.NONE: (_entry(DecisionType.PASPLUS, CareLevel.R4),),
}
"""What each need is decided as."""


class Doctor(Post):
    """One regulating doctor, emergency or ambulatory."""

    def next_job(self) -> Job | None:
        """Give the case to take: by priority, then by time; else one to close."""
        queues = QUEUES[self.api.account.role]
        mine = self.api.account.name
        waiting = [
            case
            for case in self.desk.room.cases.values()
            if case.queue in queues and case.taken_by in {None, mine} and self.desk.is_free(case.id)
        ]
        if waiting:
            case = min(waiting, key=_by_priority_and_time)
            bilan = case.queue is CareQueue.BILAN
            return Job(case.id, partial(self._hear_bilan if bilan else self._regulate, case))
        for case in self.desk.room.cases.values():
            if case.state is CaseState.VALIDE and self._is_over(case) and self.desk.is_free(case.id):
                return Job(case.id, partial(self._close, case))
        return None

    # --- regulating ---

    async def _regulate(self, case: CaseView) -> None:
        await self.post(f"/api/cases/{case.id}/take", None, CaseView)
        conversation = self._caller(case)
        if conversation is not None:
            conversation.resumed.set()
        await self.take(TALK, share=VITAL_HASTE if case.priority is Priority.P0 else 1.0)
        need = self._need(case, conversation)
        # Somebody may have changed the case during the talk; what was decided is for its patients of now.
        case = self.desk.room.cases.get(case.id, case)
        for entry in _entries(need, case):
            await self.post(f"/api/cases/{case.id}/decisions", entry, CaseView)
        if need is not Need.SMUR:
            await self._stand_down_reflex(case)
        if conversation is not None:
            conversation.goodbye.set()

    def _caller(self, case: CaseView) -> Conversation | None:
        """Give the conversation of a caller still on one of the case's calls."""
        for call in self.desk.room.calls.values():
            if call.case_id == case.id and (conversation := self._listen(call)) is not None:
                return conversation
        return None

    def _listen(self, call: CallView) -> Conversation | None:
        return self.desk.exchange.listen(call.id)

    def _need(self, case: CaseView, conversation: Conversation | None) -> Need:
        """Give what the patient needs: as the story goes, else as often with this motive."""
        if conversation is not None and conversation.story.event is not None:
            return conversation.story.event.need
        trouble: Trouble | None = BY_MOTIVE.get(case.motive_code or "")
        if trouble is None:
            return Need.ADVICE
        return self.chance.choices(list(trouble.needs), weights=list(trouble.needs.values()))[0]

    async def _stand_down_reflex(self, case: CaseView) -> None:
        """Stand a SMUR down that left by reflex for what turned out not to be vital, while it has not arrived."""
        for mission in self._missions(case.id):
            vehicle = self.desk.room.vehicles.get(mission.vehicle_id)
            if vehicle is not None and vehicle.type.startswith("SMUR.") and mission.status in BEFORE_ARRIVAL:
                motive = Cancellation(motive="Pas de détresse vitale après régulation")
                await self.post(f"/api/missions/{mission.id}/cancel", motive, MissionView)

    # --- bilans ---

    async def _hear_bilan(self, case: CaseView) -> None:
        """Hear a crew's bilan, say where the patient goes or that they stay, and write the decision down."""
        await self.post(f"/api/cases/{case.id}/take", None, CaseView)
        await self.take(BILAN_TALK)
        missions = [
            mission
            for mission in self._missions(case.id)
            if mission.status is MissionStatus.BILAN and mission.destination is None and mission.closed_at is None
        ]
        facility = self._destination(case, missions)
        for mission in missions:
            if facility is None:
                closing = Closing(outcome=Outcome.LEFT_ON_SCENE)
                await self.post(f"/api/missions/{mission.id}/close", closing, MissionView)
            else:
                choice = DestinationChoice(facility_id=facility.id)
                await self.post(f"/api/missions/{mission.id}/destination", choice, MissionView)
        patient_id = case.patients[0].id if case.patients else None
        if facility is None:
            entry = DecisionEntry(type=DecisionType.PASPLUS, patient_id=patient_id)
        else:
            entry = DecisionEntry(type=DecisionType.ORIENT, means=MeansType.HOSPIT, patient_id=patient_id)
        await self.post(f"/api/cases/{case.id}/decisions", entry, CaseView)

    def _destination(self, case: CaseView, missions: list[MissionView]) -> FacilityView | None:
        """Choose where the patient goes: where another crew of the case already goes, else a near department; none: they stay."""
        chosen = {mission.destination for mission in self._missions(case.id)} - {None}
        for facility in self.desk.emergencies:
            if facility.name in chosen:
                return facility
        families = [
            vehicle.type.partition(".")[0]
            for mission in missions
            if (vehicle := self.desk.room.vehicles.get(mission.vehicle_id)) is not None
        ]
        share = max((TRANSPORTED_SHARE.get(family, 1.0) for family in families), default=1.0)
        place = case.place
        if place is None or self.chance.random() > share:
            return None
        nearest = sorted(
            self.desk.emergencies, key=lambda one: distance_m(one.lon_deg, one.lat_deg, place.lon_deg, place.lat_deg)
        )
        return nearest[0 if self.chance.random() < NEAREST_SHARE or len(nearest) == 1 else 1]

    # --- closing ---

    def _is_over(self, case: CaseView) -> bool:
        return all(mission.closed_at is not None for mission in self._missions(case.id))

    async def _close(self, case: CaseView) -> None:
        await self.take(BILAN_TALK)
        await self.post(f"/api/cases/{case.id}/close", None, CaseView)

    def _missions(self, case_id: UUID) -> list[MissionView]:
        return [mission for mission in self.desk.room.missions.values() if mission.case_id == case_id]


def _entries(need: Need, case: CaseView) -> list[DecisionEntry]:
    """Give the decisions a need asks for, for the case's first patient."""
    patient_id = case.patients[0].id if case.patients else None
    return [msgspec.structs.replace(entry, patient_id=patient_id) for entry in DECISIONS[need]]


def _by_priority_and_time(case: CaseView) -> tuple[int, datetime]:
    return PRIORITIES.index(case.priority), case.queued_at or case.opened_at
