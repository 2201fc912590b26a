"""The regulating doctors: take the top of their queue, speak to the caller, decide; hear bilans and say where the patient goes."""

from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from kit.wire.cases import CaseView, DecisionEntry
from kit.wire.codes.calls import CallerState
from kit.wire.codes.cases import CareQueue, CaseState, DecisionType, MeansType, Priority
from kit.wire.codes.people import Role
from simulators.calls import Conversation
from simulators.plan import Need
from simulators.plan.chance import pick
from simulators.plan.laws import LAWS
from simulators.plan.room import BILAN_TALK, DECISIONS
from simulators.plan.troubles import BY_MOTIVE
from simulators.staff.bilan import conclude, story_of
from simulators.staff.desk import BETWEEN_ATTEMPTS, DIALLING, WRITING, Job, Post
from simulators.staff.relief import BEFORE_ARRIVAL, give_up, why_given_up

PRIORITIES = list(Priority)
QUEUES = {
    Role.MRU: frozenset({CareQueue.AMU, CareQueue.BILAN}),
    Role.MRL: frozenset({CareQueue.AMBULATORY}),
}


class Doctor(Post):
    """One regulating doctor, emergency or ambulatory."""

    def next_job(self) -> Job | None:
        """Give the case to take: by priority, then by time; else a SMUR to replace, else a case to close."""
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
        return self._smur_given_up() or self._over()

    # --- regulating ---

    async def _regulate(self, case: CaseView) -> None:
        conversation = self._caller(case)
        if conversation is None and case.caller is CallerState.TO_CALL_BACK:
            await self.take(DIALLING.draw(self.chance))
            conversation = self.desk.lines.call_back(case.id)
            if conversation is None and not self.desk.has_tried_enough(case.id):
                self.leave_alone(case.id, BETWEEN_ATTEMPTS)
                return
        await self.post(f"/api/cases/{case.id}/take", None, CaseView)
        if conversation is not None:
            conversation.called_back.set()
            conversation.resume()
        await self.take(self._talk_s(case))
        # Somebody may have changed the case during the talk; what was decided is for its patients of now.
        case = self.desk.room.cases.get(case.id, case)
        for entry in self._entries(case):
            await self.post(f"/api/cases/{case.id}/decisions", entry, CaseView)
        await self._stand_down_reflex(case.id)
        if conversation is not None:
            conversation.say_goodbye()

    def _caller(self, case: CaseView) -> Conversation | None:
        """Give the conversation of a caller still on one of the case's calls."""
        for call in self.desk.room.calls.values():
            if call.case_id == case.id and (conversation := self.desk.lines.listen(call.id)) is not None:
                return conversation
        return None

    def _talk_s(self, case: CaseView) -> float:
        event = self.desk.events.get(case.id)
        return LAWS.people.doctor_talk.draw(self.chance) if event is None else event.doctor_talk_s

    def _entries(self, case: CaseView) -> list[DecisionEntry]:
        """Give what is decided for each patient, or for the case while none is known; who has been decided for is reassured."""
        entries: list[DecisionEntry] = []
        decided = {decision.patient_id for decision in case.decisions if decision.ended_at is None}
        subjects: list[UUID | None] = [patient.id for patient in case.patients] or [None]
        for patient_id in subjects:
            if patient_id in decided:
                entries.append(DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient_id))
                continue
            need = self._need(case, patient_id)
            entries += [msgspec.structs.replace(entry, patient_id=patient_id) for entry in DECISIONS[need]]
        return entries

    def _need(self, case: CaseView, patient_id: UUID | None) -> Need:
        """Give what a patient needs: as the caller's story goes, else as often with this motive."""
        patient = story_of(self.desk, case, patient_id)
        if patient is not None:
            return patient.need
        trouble = BY_MOTIVE.get(case.motive_code or "")
        return Need.NONE if trouble is None else pick(self.chance, trouble.needs)

    async def _stand_down_reflex(self, case_id: UUID) -> None:
        """Stand a SMUR down that left by reflex for what turned out not to be vital, while it has not arrived."""
        case = self.desk.room.cases.get(case_id)
        asked = (
            {decision.means for decision in case.decisions if decision.ended_at is None} if case else {MeansType.SMUR}
        )
        for mission in self.desk.missions(case_id):
            vehicle = self.desk.room.vehicles.get(mission.vehicle_id)
            is_smur = vehicle is not None and vehicle.type.startswith("SMUR.")
            if is_smur and MeansType.SMUR not in asked and mission.status in BEFORE_ARRIVAL:
                await give_up(self, mission, "Pas de détresse vitale après régulation")

    # --- bilans ---

    async def _hear_bilan(self, case: CaseView) -> None:
        """Hear the crews' bilans, say where the patients go or that they stay, and write the decisions down."""
        await self.post(f"/api/cases/{case.id}/take", None, CaseView)
        await self.take(BILAN_TALK.draw(self.chance))
        held = self.desk.room.cases.get(case.id, case)
        await conclude(self, held)
        if (now := self.desk.room.cases.get(case.id)) is not None and now.queue is CareQueue.BILAN:
            # Somebody else had said where they go.
            entry = DecisionEntry(type=DecisionType.PASPLUS, patient_id=now.patients[0].id if now.patients else None)
            await self.post(f"/api/cases/{case.id}/decisions", entry, CaseView)

    # --- the end ---

    def _smur_given_up(self) -> Job | None:
        """Give a SMUR that does not come to stand down: only a doctor may."""
        for mission in self.desk.room.missions.values():
            vehicle = self.desk.room.vehicles.get(mission.vehicle_id)
            if vehicle is None or not vehicle.type.startswith("SMUR.") or not self.desk.is_free(mission.id):
                continue
            why = why_given_up(self.desk, mission)
            if why is not None:
                return Job(mission.id, partial(give_up, self, mission, why))
        return None

    def _over(self) -> Job | None:
        """Give a complete case whose missions are over."""
        for case in self.desk.room.cases.values():
            running = any(mission.closed_at is None for mission in self.desk.missions(case.id))
            if case.state is CaseState.VALIDE and not running and self.desk.is_free(case.id):
                return Job(case.id, partial(self._close, case))
        return None

    async def _close(self, case: CaseView) -> None:
        await self.take(WRITING.draw(self.chance))
        await self.post(f"/api/cases/{case.id}/close", None, CaseView)


def _by_priority_and_time(case: CaseView) -> tuple[int, datetime]:
    return PRIORITIES.index(case.priority), case.queued_at or case.opened_at
