"""The room as it stood at a past instant, rebuilt from facts and shown by the very functions that show it live.

The rows as facts left them are put in temporary tables that stand before the real ones in this transaction, on a connection of its own;
they go with it. Names of people and vehicles are today's. Where vehicles were comes from the history of positions.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect, or_, select, text, union
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from db.base import Base
from db.changes import TRACED
from db.engine import Reading, Writing
from db.models.positions import Position
from db.models.regulation import Call, Case, Mission, MissionStatusEntry
from db.models.trail import AuditEntry, Change, Fact
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.missions import past_facts, past_fleet, service
from kit.ids import CentreId
from kit.wire.live import LivePosition
from kit.wire.past import PastRoom
from socle.audit import replay
from tracker import trails

CALL_BACKS_WAIT = timedelta(days=7)
"""Longest that a caller who gave up is looked for on the call-back list of a past instant."""
FACTS_SHOWN = 12
FIX_IS_SHOWN = timedelta(minutes=30)
"""Older fixes say nothing of where a vehicle was."""


async def room(session: Writing, centre_id: CentreId, at: datetime) -> PastRoom:
    """Give a centre's room at a domain time.

    The session works for that centre and the region's chain, on a connection nobody used before and nobody will.
    """
    case_ids = set(await session.scalars(_cases_then(at)))
    call_ids = set(await session.scalars(_calls_then(at, case_ids)))
    rows = replay.fold(await session.scalars(_changes(at, case_ids, call_ids)))
    seen = await trails.visible_vehicles(session, at)
    positions = await _positions(session, seen, at)
    facts, next_at = await past_facts.around(session, centre_id, at, FACTS_SHOWN)
    fleet = await past_fleet.views(session, seen, at)
    for model in TRACED:
        await _stand_before(
            session, model, [row for row in replay.whole(model, rows) if _is_of(row, case_ids, call_ids)]
        )
    missions = await service.views(session)
    return PastRoom(
        at=at,
        centre_id=centre_id,
        calls=await calls.views(session),
        cases=await cases.views(session),
        missions=missions,
        positions=positions,
        vehicles=past_fleet.on_missions(fleet, missions),
        facts=facts,
        next_at=next_at,
    )


def _open_then(began: InstrumentedAttribute[Any], ended: InstrumentedAttribute[Any], at: datetime) -> tuple[Any, Any]:
    return began <= at, or_(ended.is_(None), ended > at)


def _cases_then(at: datetime) -> Any:  # noqa: ANN401 - a query
    """Find the cases that may have been open, and those whose missions may have been: what was closed since is looked at by its facts."""
    of_missions = select(Mission.case_id).where(*_open_then(Mission.ordered_at, Mission.closed_at, at))
    return union(select(Case.id).where(*_open_then(Case.opened_at, Case.closed_at, at)), of_missions)


def _calls_then(at: datetime, case_ids: set[UUID]) -> Any:  # noqa: ANN401 - a query
    waited = (Call.call_back.is_not(None), Call.rang_at <= at, Call.rang_at > at - CALL_BACKS_WAIT)
    return union(
        select(Call.id).where(*_open_then(Call.rang_at, Call.ended_at, at)),
        select(Call.id).where(*waited),
        select(Fact.call_id).where(Fact.case_id.in_(case_ids), Fact.call_id.is_not(None)),
    )


def _changes(at: datetime, case_ids: set[UUID], call_ids: set[UUID]) -> Any:  # noqa: ANN401 - a query
    """Read what facts up to then gave to rows, in the order of the trail."""
    told = union(
        select(Fact.id).where(Fact.case_id.in_(case_ids), Fact.at <= at),
        select(Fact.id).where(Fact.call_id.in_(call_ids), Fact.at <= at),
    ).subquery()
    return (
        select(Change.rows)
        .join(told, told.c.id == Change.fact_id)
        .join(AuditEntry, AuditEntry.fact_id == Change.fact_id)
        .order_by(AuditEntry.recorded_at, AuditEntry.id)
    )


def _is_of(row: Base, case_ids: set[UUID], call_ids: set[UUID]) -> bool:
    """Tell whether a row was rebuilt whole: a fact may also have touched a row of another case."""
    match row:
        case Case():
            return row.id in case_ids
        case Call():
            return row.id in call_ids
        case MissionStatusEntry():
            return True
        case _:
            case_id: UUID = getattr(row, "case_id")  # noqa: B009 - every other traced table has it
            return case_id in case_ids


async def _stand_before(session: Writing, model: type[Base], rows: Sequence[Base]) -> None:
    """Put rows in a temporary table that is found before the real one of the same name, until the transaction ends."""
    name = model.__tablename__
    await session.execute(text(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING DEFAULTS) ON COMMIT DROP"))
    if rows:
        names = [attribute.key for attribute in inspect(model).column_attrs]
        await session.execute(insert(model), [{name: getattr(row, name) for name in names} for row in rows])


async def _positions(session: Reading, vehicle_ids: set[UUID], at: datetime) -> list[LivePosition]:
    """Give the newest fix of each of these vehicles measured up to then and known by then."""
    query = (
        select(Position)
        .where(
            Position.vehicle_id.in_(vehicle_ids),
            Position.measured_at <= at,
            Position.measured_at > at - FIX_IS_SHOWN,
            Position.received_at <= at,
            Position.late.is_(False),
        )
        .ext(distinct_on(Position.vehicle_id))
        .order_by(Position.vehicle_id, Position.measured_at.desc())
    )
    return [
        LivePosition(
            vehicle_id=fix.vehicle_id,
            boot=fix.boot,
            seq=fix.seq,
            measured_at=fix.measured_at,
            received_at=fix.received_at,
            lon_deg=fix.lon_deg,
            lat_deg=fix.lat_deg,
            speed_mps=fix.speed_mps,
            heading_deg=fix.heading_deg,
            accuracy_m=fix.accuracy_m,
        )
        for fix in await session.scalars(query)
    ]
