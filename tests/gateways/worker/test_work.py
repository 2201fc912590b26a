"""The worker as a process: it seals and applies what is written, whatever is killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import msgspec
import redis.asyncio as redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from gateways.worker.jobs import Job, run
from kit.caller import Author
from kit.ids import CaseId
from kit.settings import Settings
from kit.wire.live import FactNews
from socle.audit import service as audit
from tests.world import ARM_CAEN, CAEN, NOON

Engines = dict[str, AsyncEngine]
PATIENCE_S = 60


def _environment(settings: Settings) -> Mapping[str, str]:
    return os.environ | {
        "RRAMU_POSTGRES__DATABASE": settings.postgres.database,
        "RRAMU_REDIS__PREFIX": settings.redis.prefix,
    }


@asynccontextmanager
async def _worker(settings: Settings) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateways.worker", env=_environment(settings), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _note(engines: Engines) -> None:
    async with writing(engines["rramu_api"], ARM_CAEN.id, [CAEN]) as session:
        await audit.record(session, Author(ARM_CAEN.id, "ARM"), CAEN, "case.noted", NOON, {}, case_id=CaseId(uuid4()))


async def _cut_connections(engines: Engines) -> None:
    async with engines["rramu_worker"].begin() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'rramu_worker' AND pid <> pg_backend_pid()"
            )
        )


@asynccontextmanager
async def _news(client: redis.Redis, settings: Settings) -> AsyncGenerator[Callable[[int], Awaitable[None]]]:
    """Give a function that waits until the chain is told to have come so far."""
    async with client.pubsub(ignore_subscribe_messages=True) as subscription:
        await subscription.subscribe(f"{settings.redis.prefix}facts")
        messages = subscription.listen()

        async def sealed(number: int) -> None:
            async with asyncio.timeout(PATIENCE_S):
                async for message in messages:
                    if msgspec.json.decode(message["data"], type=FactNews).number >= number:
                        return

        yield sealed


async def test_it_seals_after_being_killed_and_after_losing_its_connections(
    engines: Engines, database: Settings, redis_client: redis.Redis
) -> None:
    await _note(engines)
    async with _news(redis_client, database) as sealed:
        async with _worker(database) as first:
            await sealed(1)
            first.kill()
        await _note(engines)
        async with _worker(database) as second:
            await sealed(2)
            await _cut_connections(engines)
            await _note(engines)
            await sealed(3)
            second.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(second.wait(), PATIENCE_S) == 0

    async with reading(engines["rramu_api"], None, [CAEN]) as session:
        assert (await audit.verify(session, CAEN)).sound


async def test_a_job_in_trouble_is_tried_again_and_stops_no_other() -> None:
    tried, done = 0, asyncio.Event()

    async def fragile() -> bool:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise ValueError("a bug")
        if tried == 2:
            raise OSError("away")
        done.set()
        return False

    task = asyncio.create_task(run(Job("fragile", fragile, period_s=3600)))
    async with asyncio.timeout(PATIENCE_S):
        await done.wait()
    task.cancel()
    assert tried == 3
