"""What is no longer kept, by the table of `periods`. Regulation records are medical records: nothing here touches them."""

from sqlalchemy import delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, reading, writing
from db.models.accounts import AccessLink, IdempotencyKey, Session
from db.models.directory import Centre
from db.models.positions import RefusedFix
from gateways.worker import trails
from gateways.worker.periods import ANSWERS, LINKS, MISSION_POSITIONS, POSITIONS, REFUSED_FIXES, SESSIONS
from kit.clock import Clock, real_now
from kit.counters import count
from kit.ids import CentreId
from kit.process import heed_cancellation

DELETED_AT_ONCE = 10_000

_TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('retention', 0))")
_DROP_DAYS = text("SELECT drop_position_days(:first_kept_day)")
_DROP_WEEKS = text("SELECT drop_mission_position_weeks(:first_kept_day)")
_NO_QUEUE = text("SET LOCAL lock_timeout = '2s'")
"""Dropping a day needs the whole table for an instant: never at the price of making fixes wait."""


async def keep(engine: AsyncEngine, clock: Clock) -> bool:
    """Drop what is past its time, after copying what outlives it. True when more is to be dropped."""
    async with writing(engine, None, ()) as session:
        if not await session.scalar(_TRY_TURN):
            return False
        more = await _forget(session)
    for centre_id in await _centres(engine):
        while await trails.copy(engine, clock, centre_id):
            heed_cancellation()
    async with writing(engine, None, ()) as session:
        await session.execute(_NO_QUEUE)
        today = clock.now().date()
        days = await session.scalar(_DROP_DAYS, {"first_kept_day": today - POSITIONS.days})
        weeks = await session.scalar(_DROP_WEEKS, {"first_kept_day": today - MISSION_POSITIONS.days})
    count("retention.position_days", days or 0)
    count("retention.mission_position_weeks", weeks or 0)
    return more


async def _centres(engine: AsyncEngine) -> list[CentreId]:
    async with reading(engine, None, ()) as session:
        return [CentreId(found) for found in await session.scalars(select(Centre.id).where(Centre.regulates))]


async def _forget(session: Writing) -> bool:
    """Delete technical rows past their time, in real time; a bounded number at once."""
    now = real_now()
    old_fixes = select(RefusedFix.id).where(RefusedFix.refused_at < now - REFUSED_FIXES.days).limit(DELETED_AT_ONCE)
    fixes = await session.scalars(delete(RefusedFix).where(RefusedFix.id.in_(old_fixes)).returning(RefusedFix.id))
    forgotten = len(fixes.all())
    ended = now - SESSIONS.days
    await session.execute(delete(Session).where(or_(Session.ended_at < ended, Session.expires_at < ended)))
    old = now - LINKS.days
    await session.execute(delete(AccessLink).where(or_(AccessLink.used_at < old, AccessLink.expires_at < old)))
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWERS.days))
    count("retention.refused_fixes", forgotten)
    return forgotten == DELETED_AT_ONCE
