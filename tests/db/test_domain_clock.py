"""The instance's clock: continuous when its rate changes, followed by every process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import Writing, writing
from kit.clock import REAL_TIME, Clock, ClockEpoch, real_now
from kit.settings import Settings
from tests.world import NOON

Engines = dict[str, AsyncEngine]
Change = Callable[[Writing], Awaitable[object]]


async def test_without_a_row_domain_time_is_real_time(session: Writing) -> None:
    assert await domain_clock.read(session) == REAL_TIME


async def test_a_change_of_rate_makes_no_jump(session: Writing) -> None:
    await domain_clock.write(session, ClockEpoch(real_at=NOON, domain_at=NOON - timedelta(days=30), rate=1.0), None)
    turned = NOON + timedelta(hours=1)

    epoch = await domain_clock.set_rate(session, 30.0, turned, None)

    assert await domain_clock.read(session) == epoch
    assert epoch.domain(turned) == NOON - timedelta(days=30) + timedelta(hours=1)
    assert epoch.domain(turned + timedelta(minutes=1)) - epoch.domain(turned) == timedelta(minutes=30)


async def test_a_change_never_takes_effect_before_the_last_one(session: Writing) -> None:
    await domain_clock.set_rate(session, 10.0, NOON, None)

    epoch = await domain_clock.set_rate(session, 1.0, NOON - timedelta(seconds=5), None)

    assert epoch.real_at > NOON
    assert await domain_clock.read(session) == epoch


async def test_time_is_moved_forward_only_and_not_by_years(session: Writing) -> None:
    await domain_clock.write(session, ClockEpoch(real_at=NOON, domain_at=NOON, rate=1.0), None)
    boxing_day = NOON + timedelta(days=34)

    epoch = await domain_clock.set_rate(session, 10.0, NOON + timedelta(seconds=1), None, domain_at=boxing_day)

    assert (epoch.domain_at, epoch.rate) == (boxing_day, 10.0)
    for refused in (boxing_day - timedelta(minutes=1), boxing_day + timedelta(days=400)):
        with pytest.raises(domain_clock.ClockGoesForward):
            await domain_clock.set_rate(session, 1.0, NOON + timedelta(seconds=2), None, domain_at=refused)
    assert await domain_clock.read(session) == epoch


@pytest.mark.parametrize("rate", [0.0, 30.5])
async def test_the_database_refuses_other_rates(session: Writing, rate: float) -> None:
    with pytest.raises(IntegrityError):
        await domain_clock.set_rate(session, rate, NOON, None)


class Watched(Clock):
    """Tells when its epoch changes to a rate of 5."""

    turned: asyncio.Event

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if isinstance(value, ClockEpoch) and value.rate == 5.0:
            self.turned.set()


async def follow_until_turned(clock: Watched, database: Settings, engines: Engines, change: Change) -> None:
    """Let a process follow its clock while somebody changes the clock's row."""
    clock.turned = asyncio.Event()
    following = asyncio.create_task(domain_clock.follow(clock, database, "rramu_tracker", engines["rramu_worker"]))
    async with writing(engines["rramu_api"], None, ()) as session:
        await change(session)
    async with asyncio.timeout(60):
        await clock.turned.wait()
    following.cancel()


async def test_every_process_follows(database: Settings, engines: Engines) -> None:
    clock = Watched()

    await follow_until_turned(
        clock, database, engines, lambda session: domain_clock.set_rate(session, 5.0, real_now(), None)
    )

    assert clock.rate == 5.0


async def test_a_process_that_had_run_ahead_does_not_go_back(database: Settings, engines: Engines) -> None:
    slower = ClockEpoch(real_at=NOON, domain_at=NOON, rate=5.0)
    clock = Watched(epoch=ClockEpoch(real_at=NOON, domain_at=NOON, rate=30.0), real=lambda: NOON + timedelta(seconds=2))

    await follow_until_turned(clock, database, engines, lambda session: domain_clock.write(session, slower, None))

    assert clock.now() == NOON + timedelta(seconds=60)
