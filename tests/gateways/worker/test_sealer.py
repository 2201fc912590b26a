"""Sealing beside other sealers, and telling what was sealed."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import msgspec
import redis.asyncio as redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from gateways.worker.sealer import seal
from kit.caller import Author
from kit.ids import CaseId
from kit.settings import Settings
from kit.wire.live import FactNews
from socle.audit import service as audit
from tests.world import ARM_CAEN, CAEN, NOON

Engines = dict[str, AsyncEngine]
AUTHOR = Author(ARM_CAEN.id, "ARM")
FACTS = 40


def _nothing(_: Sequence[FactNews]) -> None:
    """Stand for the reactions' wake-up."""


async def _write(engine: AsyncEngine, n: int) -> None:
    async with writing(engine, ARM_CAEN.id, [CAEN]) as session:
        await audit.record(session, AUTHOR, CAEN, "case.noted", NOON, {"n": n}, case_id=CaseId(uuid4()))


async def test_two_sealers_and_many_writers_make_one_unbroken_chain(
    engines: Engines, redis_client: redis.Redis
) -> None:
    written = asyncio.Event()

    async def keep_sealing() -> None:
        while not written.is_set():
            await seal(engines["rramu_worker"], redis_client, "unheard", CAEN, _nothing)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(2):
            tasks.create_task(keep_sealing())
        await asyncio.gather(*(_write(engines["rramu_api"], n) for n in range(FACTS)))
        written.set()
    await seal(engines["rramu_worker"], redis_client, "unheard", CAEN, _nothing)

    async with reading(engines["rramu_api"], None, [CAEN]) as session:
        verification = await audit.verify(session, CAEN)
    assert (verification.sealed, verification.unsealed, verification.sound) == (FACTS, 0, True)


async def test_what_was_written_after_another_s_commit_is_numbered_after_it(
    engines: Engines, redis_client: redis.Redis
) -> None:
    for n in range(10):
        await _write(engines["rramu_api"], n)
    await seal(engines["rramu_worker"], redis_client, "unheard", CAEN, _nothing)

    async with engines["rramu_owner"].connect() as connection:
        rows = await connection.execute(
            text("SELECT (f.body->>'n')::int FROM audit a JOIN facts f ON f.id = a.fact_id ORDER BY a.number")
        )
    assert list(rows.scalars()) == list(range(10))


async def test_what_is_sealed_is_told_after_the_commit(
    engines: Engines, redis_client: redis.Redis, database: Settings
) -> None:
    channel = f"{database.redis.prefix}facts"
    await _write(engines["rramu_api"], 1)
    async with writing(engines["rramu_api"], None, [CAEN]) as session:
        await audit.look(session, AUTHOR, CAEN, "trail.looked", "vehicle:1", NOON)
    woken: list[list[int]] = []
    async with redis_client.pubsub(ignore_subscribe_messages=True) as subscription, asyncio.timeout(20):
        await subscription.subscribe(channel)
        await subscription.get_message(timeout=None)

        await seal(
            engines["rramu_worker"],
            redis_client,
            channel,
            CAEN,
            lambda news: woken.append([one.number for one in news]),
        )

        messages = subscription.listen()
        told = [msgspec.json.decode((await anext(messages))["data"], type=FactNews) for _ in range(2)]
    assert [(news.number, news.kind, news.fact_id is None) for news in told] == [
        (1, "case.noted", False),
        (2, "trail.looked", True),
    ]
    assert woken == [[1, 2]]


async def test_redis_away_stops_no_sealing(engines: Engines) -> None:
    await _write(engines["rramu_api"], 1)
    async with redis.Redis.from_url("unix:///nowhere/redis.sock") as away:
        await seal(engines["rramu_worker"], away, "facts", CAEN, _nothing)

    async with reading(engines["rramu_api"], None, [CAEN]) as session:
        assert await audit.head_number(session, CAEN) == 1
