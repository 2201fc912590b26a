"""Read, change and follow the instance's domain clock. What it means is told in `kit/clock.py`."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, Writing, reading
from db.listen import listen
from db.models.clock import DomainClockRow
from db.trouble import PASSING, passes
from kit.clock import REAL_TIME, Clock, ClockEpoch
from kit.counters import count
from kit.errors import Conflict
from kit.ids import AccountId, new_id
from kit.process import CannotStart, heed_cancellation
from kit.settings import DatabaseRole, Settings

CHANNEL = "domain_clock"
REREAD_S = 10.0
FURTHEST_JUMP = timedelta(days=366)
"""A slip of the year cannot be taken back: time never goes back."""


class ClockGoesForward(Conflict):
    """Domain time never goes back, and jumps forward by a year at most."""

    title = "Clock goes forward only"


async def read(session: Reading) -> ClockEpoch:
    """Give the epoch in force; real time when none was ever written."""
    row = await session.scalar(select(DomainClockRow).order_by(DomainClockRow.real_at.desc()).limit(1))
    return REAL_TIME if row is None else ClockEpoch(real_at=row.real_at, domain_at=row.domain_at, rate=row.rate)


async def write(session: Writing, epoch: ClockEpoch, set_by: AccountId | None) -> None:
    """Put an epoch in force, as it is: the first one of an instance. Later ones come from `set_rate`, so that time never goes back."""
    await session.execute(
        insert(DomainClockRow).values(
            id=new_id(), real_at=epoch.real_at, domain_at=epoch.domain_at, rate=epoch.rate, set_by=set_by
        )
    )
    await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


async def set_rate(
    session: Writing, rate: float, real_at: datetime, set_by: AccountId | None, *, domain_at: datetime | None = None
) -> ClockEpoch:
    """Go on from now at another rate (domain seconds per real second): with no jump, or from `domain_at`.

    Raises:
        ClockGoesForward: `domain_at` is earlier than domain time now, or further ahead than `FURTHEST_JUMP`.
        sqlalchemy.exc.IntegrityError: a rate the database refuses (0 < rate ≤ 30).
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:channel))"), {"channel": CHANNEL})
    current = await read(session)
    epoch = current.with_rate(rate, max(real_at, current.real_at + timedelta(microseconds=1)))  # rows follow each other
    if domain_at is not None:
        if not epoch.domain_at <= domain_at <= epoch.domain_at + FURTHEST_JUMP:
            raise ClockGoesForward(
                f"domain time is {epoch.domain_at:%Y-%m-%d %H:%M} UTC: it goes forward, by a year at most"
            )
        epoch = replace(epoch, domain_at=domain_at)
    await write(session, epoch, set_by)
    return epoch


async def in_force(engine: AsyncEngine) -> ClockEpoch:
    """Give the epoch in force, in a transaction of its own."""
    async with reading(engine, None, ()) as session:
        return await read(session)


async def start(clock: Clock, engine: AsyncEngine, settings: Settings) -> None:
    """Read the clock for the first time: a process that does not know what time it is does not start.

    Raises: CannotStart when the database does not answer.
    """
    try:
        clock.epoch = await in_force(engine)
    except PASSING as error:
        if not passes(error):
            raise
        postgres = settings.postgres
        raise CannotStart(f"PostgreSQL at {postgres.host} port {postgres.port} does not answer: {error}") from error


async def follow(clock: Clock, settings: Settings, role: DatabaseRole, engine: AsyncEngine) -> None:
    """Keep a process's clock fresh until cancelled: at each notice, and every `REREAD_S` whatever happens.

    While the database is away the clock goes on as it was.
    """
    changed = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listen(settings, role, {CHANNEL: lambda _: changed.set()}))
        while True:
            heed_cancellation()
            with suppress(TimeoutError):
                async with asyncio.timeout(REREAD_S):
                    await changed.wait()
            changed.clear()
            try:
                clock.follow(await in_force(engine))
            except PASSING as error:
                heed_cancellation()
                if not passes(error):
                    raise
                count("clock.unread")
