"""Pain 14: broker queues drop or block.

What the broker has is not what the box or the server has: fixes are receipted once stored, orders by the box, each by its numbers, and
both are sent again until then (`tracker/settling.py`, `gateways/mqtt/orders.py`). Here the broker dies with all it held.
"""

import os
import signal
from datetime import timedelta

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments
from gateways.cli.embedded import states
from kit.clock import real_now
from kit.ids import MissionId, new_id
from kit.settings import Settings
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.gateways.mqtt.orders import write_order
from tests.pains.conftest import rows


async def test_a_broker_killed_loses_nothing_that_was_receipted_and_orders_come_again(
    settings: Settings,
    tracking: Tracking,
    broker: tuple[str, Settings],
    engines: dict[str, AsyncEngine],
) -> None:
    """Sessions and queues are gone with it: the box sends again what has no receipt, the tracker its orders."""
    mission_id = MissionId(new_id())
    async with connected(settings) as box, tracking(box):
        await write_order(engines["rramu_api"], mission_id, 1)
        await box.next_order()
        await _put_off_orders(settings)
        await box.say("track", [fix(1)])
        await box.until_stored(1)
        box.up.clear()
        killed_at = real_now()
        [process] = [state for state in states(broker[0]) if state.name == "mosquitto"]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        await box.until_up()
        await box.next_settings(after=killed_at)
        assert (await box.next_order()).mission_id == mission_id
        await box.say("track", [fix(2)])
        await box.until_stored(2)
    assert await rows(settings, "SELECT seq FROM positions ORDER BY seq") == [(1,), (2,)]


async def _put_off_orders(settings: Settings) -> None:
    """Only a session that comes up, or a box that comes back, can bring them again before an hour."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    await connection.execute("UPDATE outbox SET next_at = $1", real_now() + timedelta(hours=1))
    await connection.close()
