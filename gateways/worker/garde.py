"""Relieves the garde: vehicles come into the room's sight when their shift begins, and leave it when it ends.

The table itself is somebody's to write on a production instance; on a demo or an exercise it is foreseen from the region.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.vehicles import garde
from kit.caller import Author
from kit.clock import Clock
from kit.settings import Settings
from region.places import read_region

WORKER = Author(None, "WORKER")

TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('garde', 0))")


async def keep(engine: AsyncEngine, clock: Clock, settings: Settings) -> bool:
    """Relieve one vehicle, after foreseeing a demo's table where it ends soon. True when more may wait."""
    async with writing(engine, None, ()) as session:
        if not await session.scalar(TRY_TURN):
            return False
        now = clock.now()
        if settings.instance.kind != "production" and await garde.ends_soon(session, now):
            await garde.foresee(session, read_region(settings.region.folder), now)
        return await garde.relieve(session, WORKER, now)
