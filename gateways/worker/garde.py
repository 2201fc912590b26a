"""Relieves the garde: vehicles come into the room's sight when their shift begins, and leave it when it ends.

The table itself is somebody's to write on a production instance; on a demo or an exercise it is foreseen from the region.
"""

import asyncio
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from dispatch.vehicles import garde
from kit.caller import WORKER
from kit.clock import Clock
from kit.settings import Settings
from region.places import read_region

TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('garde', 0))")


async def keep(engine: AsyncEngine, clock: Clock, settings: Settings) -> bool:
    """Relieve one vehicle; once nobody waits, foresee a demo's table where it ends soon. True when more may wait."""
    now = clock.now()
    if await _relieve(engine, now):
        return True
    if settings.instance.kind == "production" or not await _ends_soon(engine, now):
        return False
    region = await asyncio.to_thread(read_region, settings.region.folder)
    async with writing(engine, None, ()) as session:
        if not await session.scalar(TRY_TURN) or not await garde.ends_soon(session, now):
            return False
        await garde.foresee(session, region, now)
    return await _relieve(engine, now)


async def _relieve(engine: AsyncEngine, at: datetime) -> bool:
    """Relieve one vehicle, in a transaction of its own: whatever becomes of the table, those on it are relieved."""
    async with writing(engine, None, ()) as session:
        return bool(await session.scalar(TRY_TURN)) and await garde.relieve(session, WORKER, at)


async def _ends_soon(engine: AsyncEngine, at: datetime) -> bool:
    async with reading(engine, None, ()) as session:
        return await garde.ends_soon(session, at)
