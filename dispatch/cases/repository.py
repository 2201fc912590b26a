"""SQL of cases. Rows are a centre's: row-level security shows only those of the transaction's centres.

Decisions and missions are read here for what a case shows and for whether it is settled; they are written by their own steps.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, distinct, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.centres import CaseShare
from db.models.directory import Centre, Motive
from db.models.fleet import Vehicle
from db.models.keeping import LegalHold
from db.models.openings import CaseOpening
from db.models.patients import Patient
from db.models.regulation import Call, Case, CaseCounter, Decision, Mission
from db.models.tasks import Task
from db.models.trail import AuditEntry, Fact
from kit.clock import real_now
from kit.wire.codes.missions import Ground


async def lock(session: Writing, case_id: UUID) -> Case | None:
    """Give a case, its row locked until the end of the transaction."""
    return await session.get(Case, case_id, with_for_update=True, populate_existing=True)


async def centre_code(session: Reading, centre_id: UUID) -> str | None:
    """Give a centre's national code."""
    return await session.scalar(select(Centre.code).where(Centre.id == centre_id))


async def next_counter(session: Writing, centre_id: UUID, day: date) -> int:
    """Count one more case of a centre on a Paris day; openings of one centre wait for each other's commit here."""
    statement = insert(CaseCounter).values(centre_id=centre_id, day=day, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["centre_id", "day"], set_={"last": CaseCounter.last + 1}
    )
    return (await session.execute(statement.returning(CaseCounter.last))).scalar_one()


async def numbered(session: Reading, number: str) -> Case | None:
    """Give the case of a number."""
    return await session.scalar(select(Case).where(Case.number == number))


async def held(session: Writing, case_id: UUID) -> LegalHold | None:
    """Give the legal hold in force on a case, its row locked."""
    query = select(LegalHold).where(LegalHold.case_id == case_id, LegalHold.ended_at.is_(None))
    return await session.scalar(query.with_for_update())


async def motive_exists(session: Reading, code: str) -> bool:
    """Tell whether a motive is in the list."""
    return bool(await session.scalar(select(exists().where(Motive.code == code))))


class CaseRow(NamedTuple):
    """A case with names: its motive's, who took it, whose desk it came to; and the centres that read it."""

    case: Case
    motive: str | None
    taken_by: str | None
    kept_by: str
    readers: list[UUID] | None


async def rows(session: Reading, ids: Collection[UUID] | None) -> list[CaseRow]:
    """Give cases by opening; the open ones when no id is given."""
    keeper = aliased(Account)
    each = func.array_agg(distinct(CaseShare.centre_id))
    readers = select(each).where(CaseShare.case_id == Case.id, CaseShare.until.is_(None))
    query = (
        select(Case, Motive.label, Account.name, keeper.name, readers.scalar_subquery())
        .join(keeper, keeper.id == Case.kept_by)
        .outerjoin(Motive, Motive.code == Case.motive_code)
        .outerjoin(Account, Account.id == Case.taken_by)
        .where(Case.closed_at.is_(None) if ids is None else Case.id.in_(ids))
        .order_by(Case.opened_at, Case.id)
    )
    return [CaseRow(*row) for row in await session.execute(query)]


async def opened(session: Reading, case_ids: Collection[UUID]) -> set[UUID]:
    """Give those of these cases that the transaction's account has opened; its policy shows an account its own openings only."""
    query = select(CaseOpening.case_id).where(CaseOpening.case_id.in_(case_ids), CaseOpening.until > real_now())
    return set(await session.scalars(query))


async def patients(session: Reading, case_ids: Collection[UUID]) -> Sequence[Patient]:
    """Give the patients of cases, by rank."""
    query = select(Patient).where(Patient.case_id.in_(case_ids)).order_by(Patient.rank)
    return (await session.scalars(query)).all()


class DecisionRow(NamedTuple):
    """A decision with names: who decided, under which senior, who signed."""

    decision: Decision
    decided_by: str
    senior: str | None
    countersigned_by: str | None


async def decisions(session: Reading, case_ids: Collection[UUID]) -> list[DecisionRow]:
    """Give the decisions of cases, oldest first, ended ones included."""
    senior, signer = aliased(Account), aliased(Account)
    query = (
        select(Decision, Account.name, senior.name, signer.name)
        .join(Account, Account.id == Decision.decided_by)
        .outerjoin(senior, senior.id == Decision.senior_id)
        .outerjoin(signer, signer.id == Decision.countersigned_by)
        .where(Decision.case_id.in_(case_ids))
        .order_by(Decision.decided_at, Decision.id)
    )
    return [DecisionRow(*row) for row in await session.execute(query)]


class MissionRow(NamedTuple):
    """A mission of a case. `patient_id`: of the decision it quotes."""

    id: UUID
    case_id: UUID
    vehicle_type: str
    patient_id: UUID | None
    closed_at: datetime | None
    outcome: str | None
    unsigned: bool


_unsigned = and_(
    Mission.ground.in_([Ground.ORDRE_VERBAL.value, Ground.RENFORT.value]), Mission.countersigned_at.is_(None)
)
"""Ordered in a doctor's name, and not signed by one."""


async def missions(session: Reading, case_ids: Collection[UUID]) -> list[MissionRow]:
    """Give the missions of cases, oldest first."""
    query = (
        select(
            Mission.id,
            Mission.case_id,
            Vehicle.type,
            Decision.patient_id,
            Mission.closed_at,
            Mission.outcome,
            _unsigned,
        )
        .join(Vehicle, Vehicle.id == Mission.vehicle_id)
        .outerjoin(Decision, Decision.id == Mission.decision_id)
        .where(Mission.case_id.in_(case_ids))
        .order_by(Mission.ordered_at, Mission.id)
    )
    return [MissionRow(*row) for row in (await session.execute(query))]


async def other_call_states(session: Reading, case_id: UUID, but: UUID) -> Sequence[str]:
    """Give the states of a case's calls other than one."""
    return (await session.scalars(select(Call.state).where(Call.case_id == case_id, Call.id != but))).all()


async def next_rank(session: Reading, case_id: UUID) -> int:
    """Give the rank of a case's next patient, from 1."""
    query = select(func.coalesce(func.max(Patient.rank), 0) + 1).where(Patient.case_id == case_id)
    return (await session.execute(query)).scalar_one()


async def opened_by_call(session: Reading, case_id: UUID, call_id: UUID) -> bool:
    """Tell whether it is this call's pick-up that opened the case."""
    query = select(
        exists().where(
            Fact.case_id == case_id,
            Fact.kind == "case.opened",
            Fact.call_id == call_id,
        )
    )
    return bool(await session.scalar(query))


async def log(session: Reading, case: Case) -> Sequence[tuple[Fact, int | None, str | None]]:
    """Give (fact, its number in its centre's chain, author's name) of a case, as they came; a case that changed hands is in two chains."""
    query = (
        select(Fact, AuditEntry.number, Account.name)
        .join(AuditEntry, AuditEntry.fact_id == Fact.id)
        .outerjoin(Account, Account.id == Fact.account_id)
        .where(Fact.case_id == case.id)
        .order_by(AuditEntry.recorded_at, AuditEntry.id)
    )
    return (await session.execute(query)).all()


# Who holds what

_at_a_desk = and_(Case.taken_by.is_(None), Case.queue.is_(None), Case.attribution.not_like("DRM%"))
_holder = case((Case.taken_by.is_not(None), Case.taken_by), (_at_a_desk, Case.kept_by))
"""Who holds a case: the doctor or operator who took it, else the desk it has not left yet; nobody once it waits in a queue."""


_waiting = select(Task).join(Case, Case.id == Task.case_id).where(Task.done_at.is_(None), Case.closed_at.is_(None))
"""The waiting tasks of open cases."""


async def lock_concerned(session: Writing, account_id: UUID) -> None:
    """Lock the open cases an account holds, or owes a task of, in the order of their ids: before any of their tasks, as every command."""
    owed = select(Task.case_id).where(Task.owner_id == account_id, Task.done_at.is_(None))
    concerned = or_(_holder == account_id, Case.id.in_(owed))
    query = select(Case.id).where(Case.closed_at.is_(None), concerned).order_by(Case.id)
    await session.execute(query.with_for_update())


async def held_cases(session: Reading, account_id: UUID) -> Sequence[Case]:
    """Give the open cases an account holds, oldest first."""
    query = (
        select(Case)
        .where(Case.closed_at.is_(None), _holder == account_id)
        .order_by(Case.opened_at, Case.id)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def owed_tasks(session: Reading, account_id: UUID, *, lock: bool = False) -> Sequence[Task]:
    """Give the waiting tasks of open cases an account owes, soonest due first."""
    query = _waiting.where(Task.owner_id == account_id).order_by(Task.due_at, Task.id)
    return (await session.scalars(query.with_for_update(of=Task) if lock else query)).all()


async def waiting_tasks(session: Reading, case_ids: Collection[UUID]) -> Sequence[tuple[Task, str | None, str]]:
    """Give (task, its owner's name, name of who set it) of cases, soonest due first."""
    owner, setter = aliased(Account), aliased(Account)
    query = (
        select(Task, owner.name, setter.name)
        .outerjoin(owner, owner.id == Task.owner_id)
        .join(setter, setter.id == Task.set_by)
        .where(Task.case_id.in_(case_ids), Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
    )
    return [(task, name, set_by) for task, name, set_by in await session.execute(query)]


async def lock_signature(session: Writing, of: UUID) -> Task | None:
    """Give the waiting task to sign a decision or the order of a mission, its row locked."""
    query = select(Task).where(or_(Task.decision_id == of, Task.mission_id == of), Task.done_at.is_(None))
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))


async def lock_overdue(session: Writing, centre_id: UUID, at: datetime) -> Task | None:
    """Give the task longest overdue that nobody has been told of, its row and its case's locked; none when somebody else has them."""
    query = (
        _waiting.where(Task.centre_id == centre_id, Task.overdue_at.is_(None), Task.due_at <= at)
        .order_by(Task.due_at)
        .limit(1)
    )
    return await session.scalar(query.with_for_update(of=(Case, Task), skip_locked=True))


async def lock_misjudged(
    session: Writing, centre_id: UUID, at_work: Collection[UUID]
) -> tuple[Case, UUID, bool] | None:
    """Give a case said to be held by somebody who is gone, or orphaned by somebody who is back: (case locked, holder, is at work)."""
    present = _holder.in_(at_work)
    query = (
        select(Case, _holder, present)
        .where(
            Case.centre_id == centre_id,
            Case.closed_at.is_(None),
            _holder.is_not(None),
            or_(and_(Case.orphaned_at.is_(None), ~present), and_(Case.orphaned_at.is_not(None), present)),
        )
        .limit(1)
    )
    found = (await session.execute(query.with_for_update(of=Case, skip_locked=True))).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def lock_orphaned_task(session: Writing, centre_id: UUID, at_work: Collection[UUID]) -> Task | None:
    """Give a waiting task whose owner is gone, its row and its case's locked; none when somebody else has them."""
    query = _waiting.where(
        Task.centre_id == centre_id, Task.owner_id.is_not(None), Task.owner_id.not_in(at_work)
    ).limit(1)
    return await session.scalar(query.with_for_update(of=(Case, Task), skip_locked=True))
