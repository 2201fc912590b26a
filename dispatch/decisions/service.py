"""Decide for a patient: a doctor, or an intern under a senior; and withdraw, a doctor's act."""

from datetime import datetime
from uuid import UUID

from db.engine import Reading, Writing
from db.models.regulation import Case, Decision
from db.secrets import cell, keyring, private
from dispatch.cases import orientation, settling, signatures
from dispatch.cases import rules as case_rules
from dispatch.cases import service as cases
from dispatch.decisions import repository
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Forbidden, Invalid, NotFound
from kit.ids import CentreId, DecisionId, new_id
from kit.wire.cases import CaseView, DecisionEntry
from kit.wire.codes.calls import CallerState
from kit.wire.codes.cases import CareQueue, DecisionType
from kit.wire.codes.people import DOCTORS, Role
from socle.accounts import seniors

REPLACED, WITHDRAWN = "REPLACED", "WITHDRAWN"
ASKS_FOR_MEANS = frozenset({DecisionType.INTER, DecisionType.ORIENT})

SPOKEN = frozenset({DecisionType.CONSEIL, DecisionType.PMT})
"""Told to the caller by the doctor: nobody is left to call back. The others are decided without having reached them (practice, rule 8)."""


class DecisionEnded(Conflict):
    """The decision has been replaced or withdrawn; `current` is its case."""

    title = "Decision no longer in force"


async def decide(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: DecisionEntry) -> CaseView:
    """Append a doctor's decision; several are in force together, `replaces` ends one.

    An intern's is in force at once, and waits for the senior's signature. The case becomes medical (DRM), leaves the doctor's queue, for
    that of OSNP when a practitioner is to be found, and is ACTIF again if something is now owed.

    Raises:
        NotFound, CaseClosed: no such case or patient, or the case never changes again.
        Forbidden: the caller is no regulating doctor or intern of its centre, or an intern replaces another's decision.
        SeniorNeeded: an intern without a senior at work there.
        Invalid: means missing for INTER or ORIENT; a patient must be named once one is known.
        DecisionEnded: the decision to replace is no longer in force.
    """
    case = await cases.lock(session, case_id)
    queue = None if case.queue is None else CareQueue(case.queue)
    doctors = case_rules.doctors_for(queue)
    author = caller.acting_at(CentreId(case.centre_id), *doctors, Role.INTERN)
    now = clock.now()
    acting = await seniors.acting(session, caller, Role(author.role), case.centre_id, now, doctors)
    await _check(session, case, entry)
    decision_id = DecisionId(new_id())
    if entry.replaces is not None:
        await _replace(session, author, case, entry, by=decision_id, at=now)
    decision = Decision(
        id=decision_id,
        centre_id=case.centre_id,
        case_id=case.id,
        patient_id=entry.patient_id,
        type=entry.type.value,
        means=entry.means,
        delay=entry.delay,
        care_level=entry.care_level,
        words=keyring(session).encrypt(case.centre_id, entry.words, cell(Decision.words, decision_id)),
        decided_at=now,
        decided_by=caller.account_id,
        senior_id=acting.senior_id,
    )
    session.add(decision)
    await cases.doctor_acts(session, case, acting.role, now)
    if queue in case_rules.DOCTOR_QUEUES:
        case.queue = None
        case.queued_at = None
    if case.caller_state == CallerState.TO_CALL_BACK and entry.type in SPOKEN:
        case.caller_state = CallerState.HUNG_UP.value
        case.caller_since = now
    case.version += 1
    await cases.record(
        session,
        author,
        case,
        "decision.decided",
        now,
        {
            "decision_id": str(decision_id),
            "patient_id": None if entry.patient_id is None else str(entry.patient_id),
            "type": entry.type.value,
            "means": entry.means,
            "delay": entry.delay,
            "care_level": entry.care_level,
            "words": private(entry.words),
            "senior_id": acting.senior_id,
        },
    )
    if acting.senior_id is not None:
        await session.flush()
        await signatures.ask(session, author, case, decision, now)
    await orientation.settle(session, case, now)
    await settling.settle(session, case, now)
    return await cases.view(session, case.id)


async def _check(session: Writing, case: Case, entry: DecisionEntry) -> None:
    """Check an entry against its case; the patient it names gets its care level.

    Raises:
        NotFound: no such patient of this case.
        Invalid: means or patient missing.
    """
    if entry.type in ASKS_FOR_MEANS and entry.means is None:
        raise Invalid(f"{entry.type} says which means", path="$.means")
    patients = await cases.patients(session, case)
    if entry.patient_id is None:
        if patients:
            raise Invalid("this case has patients: say for which one", path="$.patient_id")
        return
    if entry.patient_id not in patients:
        raise NotFound("no such patient of this case")
    if entry.care_level is not None:
        patients[entry.patient_id].care_level = entry.care_level.value


async def _replace(
    session: Writing, author: Author, case: Case, entry: DecisionEntry, *, by: DecisionId, at: datetime
) -> None:
    """End the decision an entry replaces.

    Raises:
        NotFound: no such decision of this case.
        Forbidden: an intern replaces what somebody else decided.
        DecisionEnded: it is no longer in force.
    """
    replaced = None if entry.replaces is None else await repository.lock(session, entry.replaces)
    if replaced is None or replaced.case_id != case.id:
        raise NotFound("no such decision of this case to replace")
    if author.role == Role.INTERN and replaced.decided_by != author.account_id:
        raise Forbidden("an intern replaces their own decisions only")
    same_need = (replaced.type, replaced.means, replaced.patient_id) == (entry.type, entry.means, entry.patient_id)
    await _end(session, case, replaced, REPLACED, at)
    body = {"decision_id": str(replaced.id), "by": str(by), "same_need": same_need}
    await cases.record(session, author, case, "decision.replaced", at, body)


async def _end(session: Writing, case: Case, decision: Decision, because: str, at: datetime) -> None:
    if decision.ended_at is not None:
        raise DecisionEnded(f"this decision was {because.lower()} before", current=await cases.view(session, case.id))
    decision.ended_at = at
    decision.ended_because = because


async def find(session: Reading, decision_id: UUID) -> Decision:
    """Give a decision, in force or not.

    Raises:
        NotFound: no such decision among the transaction's centres.
    """
    decision = await session.get(Decision, decision_id)
    if decision is None:
        raise NotFound("no such decision")
    return decision


async def withdraw(session: Writing, caller: Caller, clock: Clock, decision_id: UUID) -> CaseView:
    """End a decision. Missions that quote it go on until somebody stands them down: that is proposed, never sent.

    Raises:
        NotFound, CaseClosed: no such decision among the transaction's centres, or its case never changes again.
        Forbidden: the caller is no regulating doctor of its centre.
        DecisionEnded: it is no longer in force.
    """
    decision = await find(session, decision_id)
    case = await cases.lock(session, decision.case_id)
    author = caller.acting_at(CentreId(case.centre_id), *DOCTORS)
    now = clock.now()
    await repository.lock(session, decision_id)
    await _end(session, case, decision, WITHDRAWN, now)
    case.version += 1
    await cases.record(session, author, case, "decision.withdrawn", now, {"decision_id": str(decision_id)})
    await orientation.settle(session, case, now)
    await settling.settle(session, case, now)
    return await cases.view(session, case.id)
