"""Pain 3: a proxy blocks websockets and the screen still looks alive.

Beats both ways, the age of the data always in sight, a banner within ten seconds, and the same frames by server-sent events where no
websocket comes through (`regulation_ui/src/live/socket.ts`, `stream.ts`, `gateways/http/stream.py`).
"""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, WebSocketRoute, expect
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.worker.sealer import seal
from kit.ids import new_id
from tests import world
from tests.end_to_end.conftest import desk
from tests.end_to_end.desks import ringing_call
from tests.pains.conftest import Room

pytestmark = [pytest.mark.xdist_group("pains"), pytest.mark.timeout(300)]

Ring = Callable[[], Awaitable[str]]
BANNER_MS = 10_000


@pytest.fixture
def ring(room: Room, engines: dict[str, AsyncEngine], redis_client: Redis) -> Ring:
    """Give a way to let a call ring in Caen, sealed and told as the worker does."""

    async def one() -> str:
        async with room.client(world.TELEPHONY_CAEN) as exchange:
            call = {"external_id": str(new_id()), "centre_id": str(world.CAEN), "line": "15"}
            rung = (await exchange.post("/calls", json=call)).raise_for_status().json()
        await seal(
            engines["rramu_worker"], redis_client, f"{room.settings.redis.prefix}facts", world.CAEN, lambda _: None
        )
        return str(rung["id"])

    return one


async def test_a_call_rings_on_a_screen_whose_websocket_is_refused(room: Room, browser: Browser, ring: Ring) -> None:
    refused = 0

    async def refuse(line: WebSocketRoute) -> None:
        nonlocal refused
        refused += 1
        await line.close()

    async with desk(browser) as context:
        await context.route_web_socket("**/api/live", refuse)
        page = await room.screen(context)
        assert refused > 0
        await expect(ringing_call(page, await ring())).to_have_count(1)


async def test_a_websocket_that_is_swallowed_is_told_within_ten_seconds_and_passed_by(
    room: Room, browser: Browser, ring: Ring
) -> None:
    swallowing = False

    def pass_or_swallow(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda frame: None if swallowing else line.send(frame))
        line.on_message(lambda frame: None if swallowing else server.send(frame))

    async with desk(browser) as context:
        await context.route_web_socket("**/api/live", pass_or_swallow)
        page = await room.screen(context)
        await expect(page.get_by_test_id("live-state").locator("small")).to_be_visible()  # how old the data is
        await expect(page.get_by_test_id("not-live")).to_have_count(0)
        swallowing = True
        await expect(page.get_by_test_id("not-live")).to_be_visible()
        state = await page.evaluate("() => { const s = window.rramu.state(); return [s.heardAtMs, s.linkSinceMs] }")
        assert state[1] - state[0] <= BANNER_MS
        await expect(page.get_by_test_id("not-live")).to_have_count(
            0, timeout=60_000
        )  # by events, with websockets still swallowed
        await expect(ringing_call(page, await ring())).to_have_count(1)
