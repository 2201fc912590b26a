"""SQL of calls. Rows are a centre's: row-level security shows only those of the transaction's centres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from db.changes import note
from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.openings import CaseOpening
from db.models.regulation import Call, Case
from kit.clock import real_now
from kit.wire.codes.calls import CallBack


async def rows(session: Reading, ids: Collection[UUID] | None) -> Sequence[tuple[Call, str | None, bool]]:
    """Give (call, who answered, whether its case is restricted and not opened by the transaction's account) by time of ringing.

    The calls under way and those to call back when no id is given.
    """
    opened = exists().where(CaseOpening.case_id == Case.id, CaseOpening.until > real_now())
    query = (
        select(Call, Account.name, and_(Case.restriction.is_not(None), ~opened).is_(True))
        .outerjoin(Account, Account.id == Call.answered_by)
        .outerjoin(Case, Case.id == Call.case_id)
        .where(or_(Call.ended_at.is_(None), Call.call_back == CallBack.DUE) if ids is None else Call.id.in_(ids))
        .order_by(Call.rang_at, Call.id)
    )
    return (await session.execute(query)).all()


class TraceRow(NamedTuple):
    """A call of an open case; its number as stored."""

    call_id: UUID
    case_id: UUID
    centre_id: UUID
    opened_at: datetime
    number: str | None
    line: str
    call_cell: int | None
    case_cell: int | None


async def traces(
    session: Reading, since: datetime, centre_ids: Collection[UUID], blinds: Collection[bytes], cells: Collection[int]
) -> list[TraceRow]:
    """Give the calls of the cases open and opened since that share one of these numbers (blind indexes) or cells."""
    query = (
        select(Call.id, Case.id, Case.centre_id, Case.opened_at, Call.number, Call.line, Call.h3_9, Case.h3_9)
        .join(Call, Call.case_id == Case.id)
        .where(
            Case.centre_id.in_(centre_ids),
            Case.closed_at.is_(None),
            Case.opened_at > since,
            or_(Call.number_blind.in_(blinds), Call.h3_9.in_(cells), Case.h3_9.in_(cells)),
        )
    )
    return [TraceRow(*row) for row in (await session.execute(query))]


async def insert_once(session: Writing, values: dict[str, object]) -> bool:
    """Insert a call; False when the centre already has one of this external id."""
    statement = (
        insert(Call)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["centre_id", "external_id"])
        .returning(Call.id)
    )
    inserted = await session.scalar(statement) is not None
    if inserted:
        note(session, Call, values)
    return inserted


async def announced(session: Reading, centre_id: UUID, external_id: str) -> UUID | None:
    """Give the call of an external id."""
    return await session.scalar(select(Call.id).where(Call.centre_id == centre_id, Call.external_id == external_id))


async def lock(session: Writing, call_id: UUID) -> Call | None:
    """Give a call, its row locked until the end of the transaction."""
    return await session.get(Call, call_id, with_for_update=True, populate_existing=True)


async def lock_due(session: Writing, centre_id: UUID, blinds: Collection[bytes]) -> Sequence[Call]:
    """Give the calls of a number (its blind indexes) that wait to be called back, oldest first, their rows locked."""
    query = (
        select(Call)
        .where(Call.centre_id == centre_id, Call.number_blind.in_(blinds), Call.call_back == CallBack.DUE)
        .order_by(Call.rang_at, Call.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()
