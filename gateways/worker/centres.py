"""Tells what centres leave unanswered: a transfer, a P0 no doctor takes. Each once, in domain time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.directory import Centre
from dispatch.centres import alarms
from kit.clock import Clock
from kit.counters import count
from kit.settings import CentresSettings


async def alarm(engine: AsyncEngine, clock: Clock, settings: CentresSettings) -> bool:
    """Mark what has waited too long. True when more may be waiting."""
    now = clock.now()
    async with reading(engine, None, ()) as session:
        centres = list(await session.scalars(select(Centre.id).where(Centre.regulates)))
    async with writing(engine, None, centres) as session:
        asked_before = now - timedelta(seconds=settings.transfer_alarm_s)
        unanswered = await alarms.transfers_unanswered(session, asked_before, now)
        untaken = await alarms.p0_untaken(session, now - timedelta(seconds=settings.p0_alarm_s), now)
        over = await alarms.escalations_over(session, now)
    count("centres.transfers_unanswered", unanswered)
    count("centres.p0_untaken", untaken)
    return alarms.AT_ONCE in {unanswered, untaken, over}
