"""What is no longer kept. Regulation records are medical records: nothing here touches them.

Source: design, section 5 (positions, refused fixes); practice, rule 33.
"""

from datetime import timedelta

from sqlalchemy import delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from db.models.accounts import IdempotencyKey, Session
from db.models.positions import RefusedFix
from kit.clock import Clock, real_now
from kit.counters import count

DAYS_POSITIONS_ARE_KEPT = 61
REFUSED_FIXES_ARE_KEPT = timedelta(weeks=1)
ENDED_SESSIONS_ARE_KEPT = timedelta(days=1)
ANSWERS_ARE_KEPT = timedelta(hours=24)
DELETED_AT_ONCE = 10_000

_TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('retention', 0))")
_DROP_DAYS = text("SELECT drop_position_days(:first_kept_day)")
_NO_QUEUE = text("SET LOCAL lock_timeout = '2s'")
"""Dropping a day needs the whole table for an instant: never at the price of making fixes wait."""


async def keep(engine: AsyncEngine, clock: Clock) -> bool:
    """Drop what is past its time. True when more is to be dropped."""
    async with writing(engine, None, ()) as session:
        if not await session.scalar(_TRY_TURN):
            return False
        more = await _forget(session)
    async with writing(engine, None, ()) as session:
        await session.execute(_NO_QUEUE)
        first_kept = clock.now().date() - timedelta(days=DAYS_POSITIONS_ARE_KEPT)
        dropped = await session.scalar(_DROP_DAYS, {"first_kept_day": first_kept})
    count("retention.position_days", dropped or 0)
    return more


async def _forget(session: Writing) -> bool:
    """Delete technical rows past their time, in real time; a bounded number at once."""
    now = real_now()
    old_fixes = select(RefusedFix.id).where(RefusedFix.refused_at < now - REFUSED_FIXES_ARE_KEPT).limit(DELETED_AT_ONCE)
    fixes = await session.scalars(delete(RefusedFix).where(RefusedFix.id.in_(old_fixes)).returning(RefusedFix.id))
    forgotten = len(fixes.all())
    ended = now - ENDED_SESSIONS_ARE_KEPT
    await session.execute(delete(Session).where(or_(Session.ended_at < ended, Session.expires_at < ended)))
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWERS_ARE_KEPT))
    count("retention.refused_fixes", forgotten)
    return forgotten == DELETED_AT_ONCE
