"""One to four trackers: partitions shared out, and taken over from one killed, paused or stopped; nothing lost, doubled or out of order."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM

import asyncpg
import pytest

from db.engine import connect_arguments
from kit.clock import real_now
from kit.settings import Settings
from tests import world
from tests.gateways.mqtt.boxes import PATIENCE_S, Box, connected, fix
from tests.gateways.mqtt.trackers import Tracker, running, until_shared

pytestmark = pytest.mark.timeout(400)  # a dozen processes, on whatever else the machine does


@asynccontextmanager
async def database_as_owner(settings: Settings) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        yield connection
    finally:
        await connection.close()


async def epochs(connection: asyncpg.Connection) -> dict[str, int]:
    """Give how many times each partition was taken."""
    rows = await connection.fetch("SELECT partition, epoch FROM partition_epochs")
    return {f"p{row['partition']:02}": row["epoch"] for row in rows}


async def all_boxes(opened: AsyncExitStack, settings: Settings) -> list[Box]:
    return [await opened.enter_async_context(connected(settings, unit)) for unit in world.UNITS]


async def drive(boxes: Sequence[Box], first: int, last: int) -> None:
    """Let every box take the fixes of these numbers and hand them to the broker, by turns."""
    for seq in range(first, last + 1):
        for box in boxes:
            await box.say("track", [fix(seq)])


async def holds_what_boxes_sent(connection: asyncpg.Connection, boxes: Sequence[Box], last: int) -> None:
    """Each box's history is its journal: every number once, and received in the order sent."""
    for box in boxes:
        rows = await connection.fetch(
            "SELECT seq, received_at FROM positions JOIN boxes ON boxes.id = box_id WHERE name = $1 ORDER BY seq",
            box.name,
        )
        assert [row["seq"] for row in rows] == list(range(1, last + 1))
        received = [row["received_at"] for row in rows]
        assert received == sorted(received)
    assert await connection.fetch("SELECT FROM refused_fixes") == []


async def test_one_to_four_trackers_share_sixteen_partitions_fairly(environment: dict[str, str]) -> None:
    trackers: list[Tracker] = []
    async with AsyncExitStack() as opened:
        for _ in range(4):
            trackers.append(await opened.enter_async_context(running(environment)))
            await until_shared(trackers)
        await trackers.pop(0).end(SIGKILL)
        await until_shared(trackers)


async def test_the_partitions_of_one_killed_among_four_are_taken_over_in_order(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with AsyncExitStack() as opened:
        connection = await opened.enter_async_context(database_as_owner(settings))
        trackers = [await opened.enter_async_context(running(environment)) for _ in range(4)]
        await until_shared(trackers)
        boxes = await all_boxes(opened, settings)
        await drive(boxes, 1, 20)
        before = await epochs(connection)
        killed = next(tracker for tracker in trackers if boxes[0].partition in tracker.owned)
        await asyncio.gather(drive(boxes, 21, 60), killed.end(SIGKILL))
        trackers.remove(killed)
        await until_shared(trackers)
        for box in boxes:
            await box.until_stored(60)
        await holds_what_boxes_sent(connection, boxes, 60)
        after = await epochs(connection)
        assert {one for one in after if after[one] != before[one]} == killed.owned, "the others' stay where they are"
        assert all(after[one] == before[one] + 1 for one in killed.owned)


async def test_a_paused_tracker_is_taken_over_and_what_it_writes_late_is_refused(
    settings: Settings, environment: dict[str, str]
) -> None:
    """It is paused while it stores: the statement is sent, the commit is not."""
    async with AsyncExitStack() as opened:
        connection = await opened.enter_async_context(database_as_owner(settings))
        box = await opened.enter_async_context(connected(settings))
        started_at = real_now()
        paused = await opened.enter_async_context(running(environment))
        await paused.until_owning(16)
        await box.next_settings(after=started_at)
        async with connection.transaction():
            await connection.execute("LOCK TABLE positions IN SHARE MODE")
            await box.say("track", [fix(1)])
            await box.say("track", [fix(2)])
            waits = "SELECT count(*) FROM pg_locks WHERE relation = 'positions'::regclass AND NOT granted"
            async with asyncio.timeout(PATIENCE_S):
                while not await connection.fetchval(waits):
                    pass
            paused.process.send_signal(SIGSTOP)
        next_one = await opened.enter_async_context(running(environment))
        await next_one.until_owning(16)
        await box.say("track", [fix(3)])
        await box.until_stored(3)
        before = await epochs(connection)
        paused.process.send_signal(SIGCONT)
        await paused.until_saying("late_write_refused")
        await until_shared([paused, next_one])
        assert before == dict.fromkeys(before, 2)
        await box.say("track", [fix(4)])
        await box.until_stored(4)
        await holds_what_boxes_sent(connection, [box], 4)


async def test_four_trackers_restarted_in_turn_leave_no_gap(settings: Settings, environment: dict[str, str]) -> None:
    async with AsyncExitStack() as opened:
        connection = await opened.enter_async_context(database_as_owner(settings))
        trackers = [await opened.enter_async_context(running(environment)) for _ in range(4)]
        await until_shared(trackers)
        boxes = await all_boxes(opened, settings)
        for turn in range(4):
            leaving = trackers.pop(0)
            first = 1 + 20 * turn
            ended, _ = await asyncio.gather(leaving.end(SIGTERM), drive(boxes, first, first + 19))
            assert ended == 0
            assert leaving.owned == set()
            assert "late_write_refused" not in leaving.said
            trackers.append(await opened.enter_async_context(running(environment)))
            await until_shared(trackers)
        for box in boxes:
            await box.until_stored(80)
        await holds_what_boxes_sent(connection, boxes, 80)
        for box in boxes:
            assert box.refused.empty()
