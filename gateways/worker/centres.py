"""Tells what centres leave unanswered: a call, a transfer, a vehicle asked for, a P0 no doctor takes, a queue nobody serves.

Each once, in domain time.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.directory import Centre
from dispatch.centres import alarms, opinions, overflow
from kit.caller import WORKER
from kit.clock import Clock, real_now
from kit.counters import count
from kit.settings import CentresSettings
from socle.accounts import posts


async def alarm(engine: AsyncEngine, clock: Clock, settings: CentresSettings) -> bool:
    """Mark what has waited too long. True when more may be waiting."""
    now = clock.now()
    async with reading(engine, None, ()) as session:
        centres = list(await session.scalars(select(Centre.id).where(Centre.regulates)))
    async with writing(engine, None, centres) as session:
        at_posts = await posts.roster(session, centres, now, real_now())
        pools = await posts.pools(session, now)
        rang_before = now - timedelta(seconds=settings.call_overflow_s)
        overflowed = await overflow.calls_overflow(session, WORKER, pools, at_posts, rang_before, now)
        asked_before = now - timedelta(seconds=settings.transfer_alarm_s)
        unanswered = await alarms.transfers_unanswered(session, asked_before, now)
        unlent = await alarms.help_unanswered(session, now - timedelta(seconds=settings.help_alarm_s), now)
        untaken = await alarms.p0_untaken(session, now - timedelta(seconds=settings.p0_alarm_s), now)
        over = await alarms.escalations_over(session, now)
        ended = await opinions.over(session, WORKER, now)
        fallen = await overflow.ambulatory_falls(session, WORKER, at_posts, now)
    count("centres.calls_overflowed", overflowed)
    count("centres.transfers_unanswered", unanswered)
    count("centres.help_unanswered", unlent)
    count("centres.p0_untaken", untaken)
    full = alarms.AT_ONCE in {unanswered, unlent, untaken, over}
    return full or overflow.AT_ONCE in {overflowed, fallen} or ended == opinions.AT_ONCE
