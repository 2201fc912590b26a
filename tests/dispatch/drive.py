"""Fixes of a vehicle of the world in the history of positions, as the tracker would have stored them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from db.models.positions import Position
from tests.world import Unit
from tracker import cells

LAT_DEG = 49.2


async def drive(owner: AsyncEngine, unit: Unit, fixes: Iterable[tuple[datetime, datetime, float]]) -> None:
    """Store fixes, numbered from 1: when each was measured and received, and its longitude."""
    rows = [
        {
            "box_id": unit.box_id,
            "boot": 1,
            "seq": seq,
            "measured_at": measured_at,
            "received_at": received_at,
            "vehicle_id": unit.vehicle_id,
            "late": False,
            "lon_deg": lon_deg,
            "lat_deg": LAT_DEG,
            "h3_9": cells.cell(lon_deg, LAT_DEG),
        }
        for seq, (measured_at, received_at, lon_deg) in enumerate(fixes, 1)
    ]
    async with owner.begin() as connection:
        await connection.execute(insert(Position), rows)
