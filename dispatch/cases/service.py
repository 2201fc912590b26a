"""What every use case of this step and later steps need: a case locked for a change, its view, its log."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from db.engine import Reading, Writing
from db.models.patients import Patient
from db.models.regulation import Call, Case
from db.secrets import cell, keyring
from dispatch.calls import service as calls
from dispatch.cases import blinds, opinions, repository, rules, shown
from dispatch.cases.withheld import withhold, withhold_log
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict, NotFound
from kit.ids import CallId, CaseId, CentreId, FactId
from kit.wire.cases import CaseFile, CaseView, LogEntry
from kit.wire.codes.cases import (
    Attribution,
    CareQueue,
    CaseState,
)
from kit.wire.codes.people import Role
from socle.accounts import posts
from socle.audit import service as audit

SERVER = Author(None, "SERVER")
"""Author of what the server does by itself."""


class CaseClosed(Conflict):
    """The case is closed, or filed, and never changes again; `current` is the case."""

    title = "Case closed"


async def lock(session: Writing, case_id: UUID) -> Case:
    """Give an open case for a change, its row locked.

    Raises:
        NotFound: no such case among the transaction's centres.
        CaseClosed: it is never changed again.
    """
    case = await repository.lock(session, case_id)
    if case is None:
        raise NotFound("no such case")
    if CaseState(case.state) not in rules.OPEN_STATES:
        raise CaseClosed(f"case {case.number} is closed", current=await view(session, case_id))
    return case


async def find(session: Reading, case_id: UUID) -> Case:
    """Give a case as it is, not locked.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    case = await session.get(Case, case_id)
    if case is None:
        raise NotFound("no such case")
    return case


def sealed_number(session: Reading, case_id: UUID, call: Call) -> str | None:
    """Give the number of a call as a case keeps it."""
    number = calls.number_of(session, call)
    return keyring(session).encrypt(call.centre_id, number, cell(Case.caller_number, case_id))


async def patients(session: Reading, case: Case) -> dict[UUID, Patient]:
    """Give the patients of a case by id, by rank."""
    return {patient.id: patient for patient in await repository.patients(session, [case.id])}


async def record(  # noqa: PLR0917 - the same order as the trail's own
    session: Writing,
    author: Author,
    case: Case,
    kind: str,
    at: datetime,
    body: Mapping[str, object],
    call_id: CallId | None = None,
) -> FactId:
    """Write a fact of a case."""
    return await audit.record(
        session, author, CentreId(case.centre_id), kind, at, body, case_id=CaseId(case.id), call_id=call_id
    )


def let_go(case: Case) -> None:
    """Let nobody hold a locked case any more."""
    case.taken_by = case.taken_at = case.offered_to = case.orphaned_at = None


async def doctor_acts(session: Reading, case: Case, role: Role, at: datetime) -> None:
    """Make a locked case medical (DRM) at a doctor's first act; the server says who stands in for whom."""
    if rules.is_medical(Attribution(case.attribution)):
        return
    queue = None if case.queue is None else CareQueue(case.queue)
    ambulatory_on_duty = any(
        one.role is Role.MRL for one in await posts.at_work(session, [case.centre_id], at, real_now())
    )
    case.attribution = rules.medical_attribution(queue, role, ambulatory_on_duty=ambulatory_on_duty).value


async def is_at_work(
    session: Reading, account_id: UUID, centre_id: UUID, roles: Collection[Role], at: datetime
) -> bool:
    """Tell whether an account is signed in, with one of these roles in force at the centre at a domain time."""
    present = await posts.at_work(session, [centre_id], at, real_now())
    return any(one.account_id == account_id and one.role in roles for one in present)


# Views


async def file(session: Writing, caller: Caller, clock: Clock, case_id: UUID) -> CaseFile:
    """Open a case with its log: a look at patients, written in the trail of the centre that looks.

    Raises:
        NotFound: no such case among the transaction's centres.
        Forbidden: the caller regulates neither at its centre nor at one it is shared with.
    """
    found = await view(session, case_id)
    centre_id = looks_from(caller, found)
    author = caller.acting_at(centre_id, *rules.READERS)
    await audit.look(session, author, centre_id, "case.read", f"case:{case_id}", clock.now())
    return CaseFile(case=found, log=await log(session, case_id))


def looks_from(caller: Caller, case: CaseView) -> CentreId:
    """Give the centre somebody looks at a case from: its own, or one it is shared with; its own where they regulate at none of these."""
    mine = caller.centres_of(frozenset(rules.READERS))
    return CentreId(next((one for one in (case.centre_id, *case.shared_with) if one in mine), case.centre_id))


async def open_cases(session: Writing, caller: Caller, clock: Clock) -> list[CaseView]:
    """List every open case of the transaction's centres: a look at each of their rooms, written in the trail."""
    for centre_id in caller.centres_of(frozenset(rules.READERS)):
        author = caller.acting_at(centre_id, *rules.READERS)
        await audit.look(session, author, centre_id, "room.watched", f"room:{centre_id}", clock.now())
    return await views(session)


async def log(session: Reading, case_id: UUID) -> list[LogEntry]:
    """Give the facts of a case with their authors and roles: sealed ones in order, those not sealed yet last.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    case = await find(session, case_id)
    keys = keyring(session)
    entries = [
        LogEntry(
            id=fact.id,
            number=number,
            at=fact.at,
            kind=fact.kind,
            author=name or fact.role,
            role=fact.role,
            body=keys.open_body(fact.body, f"fact:{fact.id}"),
        )
        for fact, number, name in await repository.log(session, case)
    ]
    closed = case.restriction is not None and not await repository.opened(session, [case_id])
    return withhold_log(entries) if closed else entries


async def view(session: Reading, case_id: UUID) -> CaseView:
    """Give one case.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    found = await views(session, [case_id])
    if not found:
        raise NotFound("no such case")
    return found[0]


async def views(session: Reading, ids: Collection[UUID] | None = None) -> list[CaseView]:
    """Give cases as the room sees them, by opening; the open ones when no id is given. Five queries, at most seven."""
    rows = await repository.rows(session, ids)
    keys = keyring(session)
    case_ids = [row.case.id for row in rows]
    held: defaultdict[UUID, shown.Held] = defaultdict(shown.Held)
    if case_ids:
        for patient in await repository.patients(session, case_ids):
            held[patient.case_id].patients.append(shown.patient_view(keys, patient))
        for decision in await repository.decisions(session, case_ids):
            held[decision.decision.case_id].decisions.append(shown.decision_view(keys, decision))
        for mission in await repository.missions(session, case_ids):
            held[mission.case_id].mission_ids.append(mission.id)
        for task, owner, set_by in await repository.waiting_tasks(session, case_ids):
            held[task.case_id].tasks.append(shown.task_view(keys, task, owner, set_by))
    asked = await opinions.in_force(session, [row.case.id for row in rows if row.readers])
    found = [shown.case_view(keys, row, held[row.case.id], asked[row.case.id]) for row in rows]
    doubles = await blinds.doubles(session, found)
    found = [replace(case, same_patient=doubles[case.id]) if case.id in doubles else case for case in found]
    restricted = [case.id for case in found if case.restriction is not None]
    closed = set(restricted) - (await repository.opened(session, restricted) if restricted else set())
    return [withhold(case) if case.id in closed else case for case in found]
