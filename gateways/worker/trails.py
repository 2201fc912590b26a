"""Fixes of missions, copied before the others go: they are kept a year, as proof of what was done.

A mission's fixes are copied once, when none can come late any more: until then they are all among the vehicle's own. Source: design,
section 5; box protocol (a box delivers what it kept for up to 72 h).
"""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.worker.periods import POSITIONS
from kit.clock import Clock
from kit.counters import count
from kit.ids import CentreId

LATE_FOR = timedelta(hours=72)
"""Oldest fix a tracker takes."""
COPIED_AT_ONCE = 50

_TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('trails:' || :centre, 0))")
_DUE = text(
    """
    SELECT m.id, m.ordered_at, m.closed_at
    FROM missions m LEFT JOIN mission_trails t ON t.mission_id = m.id
    WHERE m.centre_id = :centre_id AND m.closed_at < :before AND m.closed_at > :after AND t.mission_id IS NULL
    ORDER BY m.closed_at LIMIT :limit"""
)
_MAKE_WEEKS = text("SELECT make_mission_position_weeks(:first, :last)")
_COPY = text(
    """
    WITH copied AS (
        INSERT INTO mission_positions (mission_id, measured_at, box_id, boot, seq, centre_id, lon_deg, lat_deg,
                                       speed_mps, heading_deg, accuracy_m)
        SELECT m.id, p.measured_at, p.box_id, p.boot, p.seq, m.centre_id, p.lon_deg, p.lat_deg,
               p.speed_mps, p.heading_deg, p.accuracy_m
        FROM missions m JOIN positions p
          ON p.vehicle_id = m.vehicle_id AND p.measured_at BETWEEN m.ordered_at AND m.closed_at
        WHERE m.id = :mission_id AND p.measured_at BETWEEN :from_at AND :to_at
        RETURNING 1)
    INSERT INTO mission_trails (mission_id, centre_id, fixes, copied_at)
    SELECT :mission_id, :centre_id, count(*), :now FROM copied
    RETURNING fixes"""
)


async def copy(engine: AsyncEngine, clock: Clock, centre_id: CentreId) -> bool:
    """Copy the fixes of the centre's missions longest closed. True when more are due."""
    now = clock.now()
    async with writing(engine, None, [centre_id]) as session:
        if not await session.scalar(_TRY_TURN, {"centre": str(centre_id)}):
            return False
        span = {"before": now - LATE_FOR, "after": now - 2 * POSITIONS.days, "limit": COPIED_AT_ONCE}
        due = (await session.execute(_DUE, {"centre_id": centre_id, **span})).all()
        if due:
            first, last = min(row.ordered_at for row in due), max(row.closed_at for row in due)
            await session.execute(_MAKE_WEEKS, {"first": first.date(), "last": last.date()})
        for row in due:
            names = {"mission_id": row.id, "centre_id": centre_id, "now": now}
            fixes = await session.scalar(_COPY, {**names, "from_at": row.ordered_at, "to_at": row.closed_at})
            count("retention.mission_fixes", fixes or 0)
    return len(due) == COPIED_AT_ONCE
