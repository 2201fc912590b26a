"""Trackers as processes of their own: killed, replaced, and sharing the work."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from signal import SIGKILL, SIGTERM

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import close, connect_arguments
from gateways.mqtt.locks import LOCK_CLASS
from kit.clock import real_now
from kit.ids import MissionId, new_id
from kit.settings import Settings
from tests.gateways.mqtt.boxes import PATIENCE_S, connected, fix
from tests.gateways.mqtt.orders import write_order
from tests.gateways.mqtt.trackers import running
from tests.tracker.way_in import taken


async def _stored(settings: Settings) -> list[int]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    try:
        return [row["seq"] for row in await connection.fetch("SELECT seq FROM positions ORDER BY seq")]
    finally:
        await connection.close()


async def test_a_tracker_killed_under_way_loses_and_doubles_nothing(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with connected(settings) as box, running(environment) as first:
        started_at = real_now()
        await first.until_owning(16)
        await box.next_settings(after=started_at)
        for seq in range(1, 101):
            await box.say("track", [fix(seq)])
            if seq == 60:
                await first.end(SIGKILL)
        async with running(environment) as second:
            await second.until_owning(16)
            for seq in range(101, 121):
                await box.say("track", [fix(seq)])
            await box.until_stored(120)
    assert await _stored(settings) == list(range(1, 121))


async def test_trackers_share_the_partitions_and_the_last_one_takes_all(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with connected(settings) as box, running(environment) as first:
        started_at = real_now()
        await first.until_owning(16)
        await box.next_settings(after=started_at)
        async with running(environment) as second:
            await asyncio.gather(first.until_owning(8), second.until_owning(8))
            assert not first.owned & second.owned
            await box.say("track", [fix(1)])
            await box.until_stored(1)
            await first.end(SIGKILL)
            await second.until_owning(16)
            await box.say("track", [fix(2)])
            await box.until_stored(2)


async def test_an_order_written_as_its_tracker_is_killed_is_sent_by_the_next(
    settings: Settings, environment: dict[str, str], engines: dict[str, AsyncEngine]
) -> None:
    mission_id = MissionId(new_id())
    async with connected(settings) as box:
        async with running(environment) as first:
            await first.until_owning(16)
            first.process.kill()
            await write_order(engines["rramu_api"], mission_id, 1)
        async with running(environment):
            assert (await box.next_order()).mission_id == mission_id


_HOLDER = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = 1 AND granted = $2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@asynccontextmanager
async def thief(settings: Settings) -> AsyncGenerator[None]:
    """Take the lock of p01: wait in line for it, then cut the connection that has it."""
    async with AsyncExitStack() as opened:
        waiting, cutting = [await asyncpg.connect(**connect_arguments(settings, "rramu_tracker")) for _ in range(2)]
        opened.push_async_callback(waiting.close)
        opened.push_async_callback(cutting.close)
        taking = asyncio.create_task(waiting.execute("SELECT pg_advisory_lock($1, 1)", LOCK_CLASS))
        async with asyncio.timeout(PATIENCE_S):
            while await cutting.fetchval(_HOLDER, LOCK_CLASS, False) is None:
                pass
        holder = await cutting.fetchval(_HOLDER, LOCK_CLASS, True)
        await cutting.execute("SELECT pg_terminate_backend($1)", holder)
        await taking
        yield


async def test_a_partition_whose_lock_somebody_else_took_is_left(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with running(environment) as tracker:
        await tracker.until_owning(16)
        async with thief(settings):
            await tracker.until_owning(15)
            assert "p01" not in tracker.owned
        await tracker.until_owning(16)


async def test_a_partition_that_is_not_to_be_had_stops_no_other(
    settings: Settings, environment: dict[str, str]
) -> None:
    """Two connections of a former owner of p03 store for ever, under the number it had."""
    await taken(settings, "p03")
    async with AsyncExitStack() as opened:
        storing = AsyncExitStack()
        await opened.enter_async_context(storing)
        for _ in range(2):
            connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
            storing.push_async_callback(close, connection)
            await connection.execute("BEGIN")
            await connection.execute("SELECT FROM partition_epochs WHERE partition = 3 FOR SHARE")
        first = await opened.enter_async_context(running(environment))
        await first.until_owning(15)
        second = await opened.enter_async_context(running(environment))
        await asyncio.gather(first.until_owning(8), second.until_owning(7))
        assert "p03" not in first.owned | second.owned
        await storing.aclose()
        await second.until_owning(8)
        assert "p03" in second.owned


async def test_a_tracker_asked_to_stop_ends_well(environment: dict[str, str]) -> None:
    async with running(environment) as tracker:
        await tracker.until_owning(16)
        assert await tracker.end(SIGTERM) == 0
