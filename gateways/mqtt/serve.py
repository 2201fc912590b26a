"""Everything one tracker process runs, wired together."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import close, make_engine, make_pool
from db.listen import listen
from db.trouble import PASSING, passes
from gateways.mqtt.box_settings import SettingsSender
from gateways.mqtt.locks import Locks
from gateways.mqtt.orders import Orders
from gateways.mqtt.outlet import BoxOutlet
from gateways.mqtt.partitions import Partitions
from gateways.readiness import Watch
from gateways.redis import publish_counters
from kit.clock import Clock
from kit.counters import count
from kit.metrics import PARTITIONS_OWNED, TRACKER_QUEUE
from kit.mqtt import tls_context
from kit.process import CannotStart, heed_cancellation
from kit.settings import DatabaseRole, Settings
from kit.watched import watched
from tracker.boxes import BoxRegister
from tracker.ingest import Ingest
from tracker.live.feed import Feeds, connect
from tracker.park import Park
from tracker.settling import Settling
from tracker.state import LiveState
from tracker.store import Store, open_days

ROLE: DatabaseRole = "rramu_tracker"
POOL_SIZE = 4
REFRESH_S = 5.0
"""How often boxes, links and visibility are read again when nobody says that they changed, real seconds."""
PARK_S = 10.0
"""How often the state of the boxes heard is written, real seconds."""
DAYS_S = 0.2
"""How soon the days of positions are made once the domain day is another, real seconds: its clock may be moved weeks ahead."""
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Be a tracker until asked to stop; what was taken is then stored and acknowledged.

    Raises: CannotStart when the database does not answer or the broker's authority cannot be read.
    """
    clock, register, outlet, park = Clock(), BoxRegister(), BoxOutlet(), Park()
    engine, redis = make_engine(settings, ROLE), connect(settings.redis)
    pool, store, locks = await make_pool(settings, ROLE, POOL_SIZE), Store(settings), Locks(settings)
    feeds = Feeds(redis, settings.redis.prefix)
    settling = Settling(settings.tracker, clock, store, outlet, locks.held)
    orders, told = Orders(pool, register, outlet), SettingsSender(settings.tracker, clock, register, outlet)
    partitions = Partitions(
        settings.mqtt,
        _tls(settings),
        locks=locks,
        pool=pool,
        register=register,
        feeds=feeds,
        ingest=Ingest(clock, register, LiveState(), settling, park),
        settling=settling,
        outlet=outlet,
        followers=(orders, told),
    )
    watch = Watch(engine, redis, settings.ntp.tolerance_s, partitions.parts)
    TRACKER_QUEUE.set_function(lambda: settling.waiting_fixes)
    PARTITIONS_OWNED.set_function(lambda: partitions.serving)
    changed = asyncio.Event()
    heard: dict[str, Callable[[str], None]] = {"boxes": lambda _: changed.set(), "outbox_box": lambda _: orders.wake()}
    try:
        await _first_look(settings, clock, engine, pool, register)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(domain_clock.follow(clock, settings, ROLE, engine)),
                tasks.create_task(listen(settings, ROLE, heard)),
                tasks.create_task(_follow_boxes(pool, register, clock, changed)),
                tasks.create_task(told.run()),
                tasks.create_task(_open_days(pool, clock)),
                tasks.create_task(_write_park(pool, park)),
                tasks.create_task(feeds.run()),
                tasks.create_task(settling.run()),
                tasks.create_task(orders.run()),
                tasks.create_task(watch.run()),
                tasks.create_task(publish_counters(redis, settings.redis.prefix, "tracker")),
            ]
            log.info("tracker_serving")
            with watched(settings.metrics.tracker_port, watch.health):
                await partitions.run(stop)
            for task in running:
                task.cancel()
    finally:
        await store.close()
        await locks.close()
        await close(pool)
        await engine.dispose()
        await redis.aclose()


def _tls(settings: Settings) -> ssl.SSLContext | None:
    try:
        return tls_context(settings.mqtt)
    except OSError as error:
        raise CannotStart(f"the broker's authority {settings.mqtt.ca_file} cannot be read: {error.strerror}") from error


async def _first_look(
    settings: Settings, clock: Clock, engine: AsyncEngine, pool: asyncpg.Pool, register: BoxRegister
) -> None:
    """Know the time, the boxes and the days before the first message."""
    try:
        clock.epoch = await domain_clock.in_force(engine)
        await register.refresh(pool, clock.now())
        await open_days(pool, clock.now())
    except PASSING as error:
        if not passes(error):
            raise
        postgres = settings.postgres
        raise CannotStart(f"PostgreSQL at {postgres.host} port {postgres.port} does not answer: {error}") from error


async def _follow_boxes(pool: asyncpg.Pool, register: BoxRegister, clock: Clock, changed: asyncio.Event) -> None:
    """Keep the register fresh: when told that something changed, and every `REFRESH_S`."""
    while True:
        heed_cancellation()
        with suppress(TimeoutError):
            async with asyncio.timeout(REFRESH_S):
                await changed.wait()
        changed.clear()
        try:
            await register.refresh(pool, clock.now())
        except PASSING as error:
            heed_cancellation()
            if not passes(error):
                raise
            count("register.stale")


async def _open_days(pool: asyncpg.Pool, clock: Clock) -> None:
    """Keep the days of positions a week ahead of domain time."""
    opened = None
    while True:
        heed_cancellation()
        await asyncio.sleep(DAYS_S)
        today = clock.now()
        if today.date() == opened:
            continue
        try:
            await open_days(pool, today)
            opened = today.date()
        except PASSING as error:
            heed_cancellation()
            if not passes(error):
                raise
            count("days.late")


async def _write_park(pool: asyncpg.Pool, park: Park) -> None:
    """Keep the park's state of boxes a few seconds old."""
    while True:
        heed_cancellation()
        await asyncio.sleep(PARK_S)
        try:
            await park.write(pool)
        except PASSING as error:
            heed_cancellation()
            if not passes(error):
                raise
            count("park.stale")
