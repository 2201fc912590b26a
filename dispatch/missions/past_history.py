"""What the trail tells of the calls and cases that were open between two past instants, and what each fact gave to rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from db.engine import Reading
from db.models.regulation import Call, Case, Mission
from db.models.trail import AuditEntry, Change, Fact
from socle.audit import replay

CALL_BACKS_WAIT = timedelta(days=7)
"""Longest that a caller who gave up is looked for on the call-back list of a past instant."""


class Told(NamedTuple):
    """What a fact said: when, of what, and the values it gave to rows."""

    at: datetime
    call_id: UUID | None
    case_id: UUID | None
    mission_id: UUID | None
    rows: dict[str, Any]


class History(NamedTuple):
    """Calls and cases, and every fact told of them up to the end, in the order of the trail."""

    call_ids: frozenset[UUID]
    case_ids: frozenset[UUID]
    told: Sequence[Told]

    def rows(self, at: datetime) -> replay.Rows:
        """Give the rows as they stood at an instant."""
        return replay.fold(told.rows for told in self.told if told.at <= at)


async def between(session: Reading, from_at: datetime, to_at: datetime) -> History:
    """Read the history of what was open at some instant between these two, domain time."""
    case_ids = frozenset(await session.scalars(_cases(from_at, to_at)))
    call_ids = frozenset(await session.scalars(_calls(from_at, to_at, case_ids)))
    of_them = union(
        select(Fact.id).where(Fact.case_id.in_(case_ids), Fact.at <= to_at),
        select(Fact.id).where(Fact.call_id.in_(call_ids), Fact.at <= to_at),
    ).subquery()
    told = await session.execute(
        select(Fact.at, Fact.call_id, Fact.case_id, Fact.mission_id, Change.rows)
        .join(of_them, of_them.c.id == Fact.id)
        .join(Change, Change.fact_id == Fact.id)
        .join(AuditEntry, AuditEntry.fact_id == Fact.id)
        .order_by(AuditEntry.recorded_at, AuditEntry.id)
    )
    return History(call_ids, case_ids, [Told(*row) for row in told])


def _open(
    began: InstrumentedAttribute[Any], ended: InstrumentedAttribute[Any], from_at: datetime, to_at: datetime
) -> tuple[Any, Any]:
    return began <= to_at, or_(ended.is_(None), ended > from_at)


def _cases(from_at: datetime, to_at: datetime) -> Any:  # noqa: ANN401 - a query
    """Find the cases that may have been open, and those whose missions may have been: what was closed since is looked at by its facts."""
    of_missions = select(Mission.case_id).where(*_open(Mission.ordered_at, Mission.closed_at, from_at, to_at))
    return union(select(Case.id).where(*_open(Case.opened_at, Case.closed_at, from_at, to_at)), of_missions)


def _calls(from_at: datetime, to_at: datetime, case_ids: frozenset[UUID]) -> Any:  # noqa: ANN401 - a query
    waited = (Call.call_back.is_not(None), Call.rang_at <= to_at, Call.rang_at > from_at - CALL_BACKS_WAIT)
    return union(
        select(Call.id).where(*_open(Call.rang_at, Call.ended_at, from_at, to_at)),
        select(Call.id).where(*waited),
        select(Fact.call_id).where(Fact.case_id.in_(case_ids), Fact.call_id.is_not(None)),
    )
