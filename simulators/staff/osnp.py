"""OSNP: take what a doctor oriented to a practitioner, call those who could see the patient, tell the patient, write it down."""

from datetime import datetime, timedelta
from functools import partial

from kit.wire.cases import CaseView, DecisionView
from kit.wire.codes.cases import CareQueue, DecisionType, MeansType
from kit.wire.codes.missions import Contact, ContactResult, ReturnReason
from kit.wire.sas import AppointmentEntry, AttemptEntry, ReturnEntry
from simulators.plan.laws import LAWS
from simulators.staff.desk import BETWEEN_ATTEMPTS, DIALLING, Job, Post

SAS = LAWS.sas
PRACTITIONERS = {
    Contact.USUAL_DOCTOR: "Médecin traitant",
    Contact.STRUCTURE: "Maison de santé",
    Contact.SOS: "SOS Médecins",
    Contact.OTHER_DOCTOR: "Médecin de garde",
    Contact.TELECONSULTATION: "Téléconsultation",
}


def is_open(decision: DecisionView) -> bool:
    """Tell whether somebody is still to be found who sees the patient."""
    done = decision.orientation
    is_orientation = decision.type is DecisionType.ORIENT and decision.means is MeansType.LIBERAL
    is_over = done is not None and (done.appointment is not None or done.returned_at is not None)
    return is_orientation and decision.ended_at is None and not is_over


class Osnp(Post):
    """One of OSNP."""

    def next_job(self) -> Job | None:
        """Give the case whose patient should be seen first."""
        mine = self.api.account.name
        waiting = [
            (due_at, case)
            for case in self.desk.room.cases.values()
            if case.queue is CareQueue.OSNP and case.taken_by in {None, mine} and self.desk.is_free(case.id)
            if (due_at := _due_at(case)) is not None
        ]
        if not waiting:
            return None
        _, case = min(waiting, key=lambda one: one[0])
        return Job(case.id, partial(self._find, case))

    async def _find(self, case: CaseView) -> None:
        case = await self.post(f"/api/cases/{case.id}/take", None, CaseView)
        for decision in filter(is_open, case.decisions):
            if not await self._for_one(case, decision):
                return

    async def _for_one(self, case: CaseView, decision: DecisionView) -> bool:
        """Find somebody for one patient; tell whether that is over."""
        found = await self._practitioner(decision)
        if found is None:
            await self._return(decision)
            return True
        if not await self._tell_patient(case, decision):
            return False
        now = self.desk.pace.now()
        left = max(timedelta(), (decision.due_at or now) - now)
        entry = AppointmentEntry(
            practitioner=PRACTITIONERS[found],
            starts_at=now + timedelta(minutes=20) + self.chance.uniform(0.0, SAS.sooner) * left,
            place="à distance"
            if found is Contact.TELECONSULTATION
            else case.place.label
            if case.place
            else "à domicile",
        )
        await self.post(f"/api/decisions/{decision.id}/appointment", entry, CaseView)
        return True

    async def _practitioner(self, decision: DecisionView) -> Contact | None:
        """Call those who could see the patient, in order, until one does; whoever said yes before still does."""
        tried = (
            {} if decision.orientation is None else {one.contact: one.result for one in decision.orientation.attempts}
        )
        for contact, answer in SAS.answers.items():
            result = tried.get(contact)
            if result is None:
                drawn = self.chance.random()
                result = ContactResult.NO_ANSWER
                if drawn < answer.sees + answer.refuses:
                    result = ContactResult.REACHED if drawn < answer.sees else ContactResult.REFUSED
                await self._call(decision, contact, result)
            if result is ContactResult.REACHED:
                return contact
        return None

    async def _tell_patient(self, case: CaseView, decision: DecisionView) -> bool:
        """Call the patient; who does not answer is called again later, by anybody of the desk."""
        answers = self.chance.random() < SAS.patient_answers
        view = await self._call(
            decision, Contact.PATIENT, ContactResult.REACHED if answers else ContactResult.NO_ANSWER
        )
        if not answers and view.queue is CareQueue.OSNP:
            await self.post(f"/api/cases/{case.id}/release", None, CaseView)
            self.leave_alone(case.id, BETWEEN_ATTEMPTS)
        return answers

    async def _call(self, decision: DecisionView, contact: Contact, result: ContactResult) -> CaseView:
        await self.take(DIALLING.draw(self.chance))
        if result is not ContactResult.NO_ANSWER:
            await self.take(SAS.talk.draw(self.chance))
        entry = AttemptEntry(contact=contact, result=result)
        return await self.post(f"/api/decisions/{decision.id}/attempts", entry, CaseView)

    async def _return(self, decision: DecisionView) -> None:
        entry = ReturnEntry(reason=ReturnReason.NOBODY)
        await self.post(f"/api/decisions/{decision.id}/return", entry, CaseView)


def _due_at(case: CaseView) -> datetime | None:
    return min((one.due_at for one in case.decisions if is_open(one) and one.due_at is not None), default=None)
