"""Pain 4: one page that needs two streams, and diagnostics that blame the firewall.

Everything live comes by one connection (`gateways/http/live.py`). What is wrong is said as it is known: the room is not live, or it is and
no position comes (`regulation_ui/src/panels/notices.tsx`).
"""

import pytest
from playwright.async_api import Browser, Request, expect
from redis.asyncio import Redis

from kit.wire.telemetry import PARTITIONS
from tests.end_to_end.conftest import desk
from tests.pains.conftest import Room, telling
from tests.tracker.live.moves import position

pytestmark = [pytest.mark.xdist_group("pains"), pytest.mark.timeout(300)]


async def test_everything_comes_by_one_stream_and_what_is_missing_is_named(
    room: Room, browser: Browser, redis_client: Redis
) -> None:
    streams: list[str] = []

    def note_events(request: Request) -> None:
        if request.resource_type == "eventsource":
            streams.append(request.url)

    async with desk(browser) as context:
        page = await context.new_page()
        page.on("websocket", lambda line: streams.append(line.url))
        page.on("request", note_events)
        await room.sign_in(page)
        # No tracker speaks: the room is live, and says that positions are not.
        state = page.get_by_test_id("live-state")
        await expect(state).to_have_class("live-state doubtful")
        await expect(state).to_have_attribute("data-state", "live")
        async with telling(room.settings, redis_client) as feeds:
            for partition in PARTITIONS:
                feeds.open(partition, [position(1, 1)] if partition == "p01" else [])
            await expect(page.get_by_test_id("vehicle-count")).to_have_attribute("data-count", "1")
            await expect(state).to_have_class("live-state live")
        assert len(streams) == 1
        # The server goes: the room is not live, whatever the network.
        room.server.should_exit = True
        await expect(page.get_by_test_id("not-live")).to_be_visible()
        await expect(page.get_by_test_id("positions-silent")).to_have_count(0)
