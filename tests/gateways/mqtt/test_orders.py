"""Orders go down until the box's receipt, whatever fails in between."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import close, connect_arguments, make_pool, writing
from gateways.mqtt import orders as orders_module
from gateways.mqtt.orders import Orders
from gateways.mqtt.outlet import BoxOutlet
from kit.clock import real_now
from kit.ids import MissionId, new_id
from kit.settings import Settings
from socle.outbox import service as outbox
from tests import world
from tests.gateways.mqtt.boxes import connected
from tests.gateways.mqtt.conftest import Tracking
from tests.gateways.mqtt.orders import UNIT, write_order
from tests.tracker.live.moves import PATIENCE_S
from tracker.boxes import BoxRegister


async def _row(settings: Settings, mission_id: MissionId) -> asyncpg.Record:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    try:
        row: asyncpg.Record | None = await connection.fetchrow("SELECT * FROM outbox WHERE mission_id = $1", mission_id)
        assert row is not None
        return row
    finally:
        await connection.close()


@pytest.fixture
def mission_id() -> MissionId:
    return MissionId(new_id())


async def test_an_order_reaches_the_box_at_once_and_is_sent_again_until_its_receipt(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1)
        first, second = await box.next_order(), await box.next_order()
    assert first == second
    assert (first.mission_id, first.version, first.vehicle) == (mission_id, 1, UNIT.call_sign)
    row = await _row(settings, mission_id)
    assert row["attempts"] >= 2
    assert row["done_at"] is None


async def test_an_order_written_while_no_tracker_lives_is_sent_by_the_next(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    async with connected(settings) as box:
        async with tracking(box):
            pass
        await write_order(engines["rramu_api"], mission_id, 1)
        async with tracking(box):
            assert (await box.next_order()).mission_id == mission_id


async def test_a_box_that_comes_back_gets_its_order_without_waiting(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    """The next try is put an hour away: only the box's presence can bring the order again."""
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1)
        await box.next_order()
        connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
        await connection.execute("UPDATE outbox SET next_at = $1", real_now() + timedelta(hours=1))
        await connection.close()
        while not box.orders.empty():
            box.orders.get_nowait()
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 1})
        assert (await box.next_order()).mission_id == mission_id


async def test_a_session_that_comes_up_sends_every_waiting_order_once(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More orders than one statement takes; the next try of each is put an hour away."""
    monkeypatch.setattr(orders_module, "MOST_AT_ONCE", 2)
    missions = [MissionId(new_id()) for _ in range(5)]
    async with connected(settings) as box:
        for mission_id in missions:
            await write_order(engines["rramu_api"], mission_id, 1)
        connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
        await connection.execute("UPDATE outbox SET next_at = $1", real_now() + timedelta(hours=1))
        await connection.close()
        async with tracking(box):
            assert [(await box.next_order()).mission_id for _ in missions] == missions
    assert [(await _row(settings, mission_id))["attempts"] for mission_id in missions] == [1] * len(missions)


async def test_an_order_that_expired_is_ended_and_not_sent(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    later = MissionId(new_id())
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1, expires_s=-1.0)
        await write_order(engines["rramu_api"], later, 1)
        assert (await box.next_order()).mission_id == later
    assert (await _row(settings, mission_id))["done_because"] == "EXPIRED"


async def test_an_order_ended_by_its_receipt_is_sent_no_more(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1)
        await box.next_order()
        async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
            assert await outbox.end_order(session, mission_id, 1)
        while not box.orders.empty():
            box.orders.get_nowait()
        await write_order(engines["rramu_api"], later := MissionId(new_id()), 1)
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 1})
        assert (await box.next_order()).mission_id == later
        assert (await box.next_order()).mission_id == later


async def test_an_order_whose_receipt_comes_as_it_is_sent_again_is_not_sent(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine], mission_id: MissionId
) -> None:
    """It has forgotten its place by then, and no box could read it."""
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1)
        await box.next_order()
        async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
            assert await outbox.end_order(session, mission_id, 1)
            attempts = (await _row(settings, mission_id))["attempts"]
            await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 1})
            await _somebody_waits(settings)
        while not box.orders.empty():
            box.orders.get_nowait()
        await write_order(engines["rramu_api"], later := MissionId(new_id()), 1)
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 1})
        assert (await box.next_order()).mission_id == later
    assert (await _row(settings, mission_id))["attempts"] == attempts


async def _somebody_waits(settings: Settings) -> None:
    """Return once a statement of a tracker waits for a row another transaction holds."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await connection.fetchval(waiting):
                pass
    finally:
        await connection.close()


class _WatchedOutlet(BoxOutlet):
    """An outlet with no session, that tells when it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    def connected(self) -> list[str]:
        self.asked.set()
        return super().connected()


async def test_a_stop_that_comes_with_a_wake_is_heeded(database: Settings) -> None:
    pool, outlet = await make_pool(database, "rramu_tracker", 1), _WatchedOutlet()
    orders = Orders(pool, BoxRegister(), outlet)
    orders.wake()
    running = asyncio.create_task(orders.run())
    await outlet.asked.wait()
    orders.wake()
    running.cancel()
    await asyncio.wait((running,), timeout=PATIENCE_S)
    assert running.cancelled()
    await close(pool)
