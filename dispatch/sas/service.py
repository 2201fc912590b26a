"""What OSNP do about one orientation: log a call, write the appointment down, give the patient back to the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from db.engine import Writing
from db.models.regulation import Case, Decision
from db.secrets import keyring, private
from dispatch.cases import edit, orientation, settling, shown
from dispatch.cases import service as cases
from dispatch.cases.take import CaseTaken
from dispatch.decisions import service as decisions
from dispatch.sas import rules
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid
from kit.ids import CentreId
from kit.wire.cases import Appointment, Attempt, CaseView, Orientation
from kit.wire.codes.cases import Attribution
from kit.wire.codes.missions import ReturnReason
from kit.wire.codes.people import Role
from kit.wire.sas import AppointmentEntry, AttemptEntry, ReturnEntry


class OrientationOver(Conflict):
    """Nobody is to be found for this decision (any more); `current` is its case."""

    title = "No practitioner to find"


async def attempt(session: Writing, caller: Caller, clock: Clock, decision_id: UUID, entry: AttemptEntry) -> CaseView:
    """Log a call. The third one the patient does not answer gives them back to the doctor.

    Raises:
        NotFound, CaseClosed: no such decision among the transaction's centres, or its case never changes again.
        Forbidden: the caller is not of OSNP at its centre.
        CaseTaken: a colleague holds the case.
        OrientationOver: the decision asks for nobody, or no longer.
    """
    work = await _begin(session, caller, clock, decision_id)
    made = Attempt(contact=entry.contact, result=entry.result, at=work.now, by=caller.name)
    done = msgspec.structs.replace(work.done, attempts=[*work.done.attempts, made])
    await _write(session, work, "orientation.attempted", done, {"contact": entry.contact, "result": entry.result})
    if rules.is_unreachable(done.attempts):
        await _give_back(session, work, done, ReturnReason.UNREACHABLE)
    return await _end(session, work)


async def book(session: Writing, caller: Caller, clock: Clock, decision_id: UUID, entry: AppointmentEntry) -> CaseView:
    """Write down who sees the patient, when and where: the decision is carried out.

    Raises:
        NotFound, CaseClosed, Forbidden, CaseTaken, OrientationOver: as of `attempt`.
        Invalid: the appointment is in the past.
    """
    work = await _begin(session, caller, clock, decision_id)
    if entry.starts_at < work.now:
        raise Invalid("an appointment is to come", path="$.starts_at")
    found = Appointment(
        practitioner=entry.practitioner,
        starts_at=entry.starts_at,
        place=entry.place,
        found_at=work.now,
        found_by=caller.name,
    )
    body = {"practitioner": private(entry.practitioner), "starts_at": entry.starts_at, "place": private(entry.place)}
    done = msgspec.structs.replace(work.done, appointment=found)
    await _write(session, work, "orientation.booked", done, body)
    return await _end(session, work)


async def give_back(session: Writing, caller: Caller, clock: Clock, decision_id: UUID, entry: ReturnEntry) -> CaseView:
    """Give the patient back to the doctor; a caller on the line stays on it.

    Raises:
        NotFound, CaseClosed, Forbidden, CaseTaken, OrientationOver: as of `attempt`.
    """
    work = await _begin(session, caller, clock, decision_id)
    await _give_back(session, work, work.done, entry.reason)
    return await _end(session, work)


@dataclass(frozen=True, slots=True)
class _Work:
    """One orientation somebody of OSNP works on; the case is locked."""

    author: Author
    case: Case
    decision: Decision
    done: Orientation
    now: datetime


async def _begin(session: Writing, caller: Caller, clock: Clock, decision_id: UUID) -> _Work:
    decision = await decisions.find(session, decision_id)
    case = await cases.lock(session, decision.case_id)
    author = caller.acting_at(CentreId(case.centre_id), Role.OSNP)
    await session.refresh(decision)  # as it is now that its case is locked
    if not orientation.is_open(decision):
        raise OrientationOver("nobody is to be found for this decision", current=await cases.view(session, case.id))
    if case.taken_by not in {None, caller.account_id}:
        current = await cases.view(session, case.id)
        raise CaseTaken(f"{current.taken_by} has taken this case", current=current)
    done = shown.orientation_of(keyring(session), decision)
    return _Work(author, case, decision, done or Orientation(), clock.now())


async def _write(session: Writing, work: _Work, kind: str, done: Orientation, body: Mapping[str, object]) -> None:
    orientation.write(keyring(session), work.decision, done)
    await cases.record(session, work.author, work.case, kind, work.now, {"decision_id": str(work.decision.id), **body})


async def _give_back(session: Writing, work: _Work, done: Orientation, reason: ReturnReason) -> None:
    done = msgspec.structs.replace(done, returned_at=work.now, returned_because=reason)
    await _write(session, work, "orientation.returned", done, {"reason": reason})
    edit.set_queue(work.case, rules.doctors_queue(Attribution(work.case.attribution)), work.now)


async def _end(session: Writing, work: _Work) -> CaseView:
    await orientation.settle(session, work.case, work.now)
    work.case.version += 1
    await settling.settle(session, work.case, work.now)
    return await cases.view(session, work.case.id)
