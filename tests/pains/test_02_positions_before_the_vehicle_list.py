"""Pain 2: positions arrive before the vehicle list.

A screen subscribes, gets both lists as snapshots of one moment, then numbered deltas; a number that is missing makes it subscribe again
(`regulation_ui/src/live/socket.ts`, `tracker/live/hub.py`). Here a network loses one delta under way.
"""

import json

import pytest
from playwright.async_api import Browser, WebSocketRoute
from redis.asyncio import Redis

from kit.wire.live import LivePosition
from tests import world
from tests.end_to_end.conftest import desk
from tests.pains.conftest import Room, telling
from tests.tracker.live.moves import position

pytestmark = [pytest.mark.xdist_group("pains"), pytest.mark.timeout(300)]

KNOWN = """([count, seq]) => {
    const { vehicles, positions } = window.rramu.state();
    return positions.size === count && [...positions.values()].every((one) => vehicles.has(one.vehicle_id) && one.seq === seq);
}"""


async def test_every_position_has_its_vehicle_and_a_lost_number_brings_a_new_snapshot(
    room: Room, browser: Browser, redis_client: Redis
) -> None:
    heard: list[dict[str, object]] = []
    lost: list[dict[str, object]] = []

    def lossy(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            told = json.loads(frame)
            if told["type"] == "positions" and not lost:
                lost.append(told)
                return
            heard.append(told)
            line.send(frame)

        server.on_message(pass_on)

    def everybody(seq: int) -> list[LivePosition]:
        return [position(unit.number, seq, unit.lon_deg, unit.lat_deg) for unit in world.UNITS]

    async with telling(room.settings, redis_client) as feeds, desk(browser) as context:
        feed = feeds.open("p01", everybody(1))
        await context.route_web_socket("**/api/live", lossy)
        page = await room.screen(context)
        await page.wait_for_function(KNOWN, arg=[len(world.UNITS), 1])
        first = [told["type"] for told in heard if str(told["type"]).endswith("snapshot")]
        assert sorted(map(str, first)) == ["positions_snapshot", "room_snapshot"]
        feed.publish(everybody(2))
        await page.wait_for_function(KNOWN, arg=[len(world.UNITS), 2])
        assert len(lost) == 1
        snapshots = [told for told in heard if told["type"] == "positions_snapshot"]
        assert len(snapshots) == 2, "the lost number was noticed"
        feed.publish(everybody(3))
        await page.wait_for_function(KNOWN, arg=[len(world.UNITS), 3])
        assert len([told for told in heard if told["type"] == "positions_snapshot"]) == 2, "and deltas go on"
