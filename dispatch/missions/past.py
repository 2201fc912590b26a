"""The room as it stood at a past instant, rebuilt from facts and shown by the very functions that show it live.

The rows as facts left them stand before the real ones (`past_stage`), on a connection of its own. Names of people and vehicles are today's.
Where vehicles were comes from the history of positions.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from db.engine import Reading, Writing
from db.models.positions import Position
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.missions import past_facts, past_fleet, past_history, service
from dispatch.missions.past_stage import Stage
from kit.ids import CentreId
from kit.wire.live import LivePosition
from kit.wire.past import PastRoom
from tracker import trails

FACTS_SHOWN = 12
FIX_IS_SHOWN = timedelta(minutes=30)
"""Older fixes say nothing of where a vehicle was."""
ROWS_AT_ONCE = 200
"""Fixes read between two turns of the event loop: about ten milliseconds of a busy machine. Parameter of ours."""
MICROSECOND = timedelta(microseconds=1)
"""The database keeps no less of an instant."""


async def room(session: Writing, centre_id: CentreId, at: datetime) -> PastRoom:
    """Give a centre's room at a domain time.

    The session works for that centre and the region's chain, on a connection nobody used before and nobody will.
    """
    history = await past_history.between(session, at, at)
    seen = await trails.visible_vehicles(session, at)
    positions = await positions_at(session, seen, at)
    facts, next_at = await past_facts.around(session, centre_id, at, FACTS_SHOWN)
    fleet = await past_fleet.views(session, seen, at)
    await Stage(session, history).go_to(at)
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


async def positions_at(session: Reading, vehicle_ids: Collection[UUID], at: datetime) -> list[LivePosition]:
    """Give the newest fix of each of these vehicles measured up to then and known by then."""
    query = (
        select(*_SHOWN)
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
    return [_shown(fix) for fix in await session.execute(query)]


async def positions_between(
    session: Reading, vehicle_ids: Collection[UUID], from_at: datetime, to_at: datetime, step: timedelta
) -> list[LivePosition]:
    """Give the newest fix of each of these vehicles that became known in each step after one instant and up to another.

    A region's minute is tens of thousands of fixes: they come in parts, between which the process serves its live screens.
    """
    number = func.date_bin(step, Position.received_at - MICROSECOND, from_at)  # the end of a step belongs to it
    query = (
        select(*_SHOWN)
        .where(
            Position.vehicle_id.in_(vehicle_ids),
            Position.measured_at <= to_at,
            Position.measured_at > from_at - FIX_IS_SHOWN,
            Position.received_at > from_at,
            Position.received_at <= to_at,
            Position.late.is_(False),
        )
        .ext(distinct_on(Position.vehicle_id, number))
        .order_by(Position.vehicle_id, number, Position.measured_at.desc())
    )
    rows = await session.stream(query)
    return [_shown(fix) async for part in rows.partitions(ROWS_AT_ONCE) for fix in part]


_SHOWN = (
    Position.vehicle_id,
    Position.boot,
    Position.seq,
    Position.measured_at,
    Position.received_at,
    Position.lon_deg,
    Position.lat_deg,
    Position.speed_mps,
    Position.heading_deg,
    Position.accuracy_m,
)


def _shown(fix: Row[*tuple[Any, ...]]) -> LivePosition:
    return LivePosition(
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
