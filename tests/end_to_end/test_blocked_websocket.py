"""A proxy that lets no websocket through: the screen is live by server-sent events, and says nothing else than it would."""

import pytest
from playwright.async_api import Browser, WebSocketRoute

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


async def test_a_call_rings_on_a_screen_without_websocket(stack: Stack, browser: Browser) -> None:
    blocked = 0

    async def block(route: WebSocketRoute) -> None:
        nonlocal blocked
        blocked += 1
        await route.close()

    async with desk(browser) as blocked_desk:
        await blocked_desk.route_web_socket("**/api/live", block)
        page = await sign_in(blocked_desk, stack, stack.account(Role.ARM, "Évreux"))
        assert blocked > 0
        await answer(page, await ring(stack, "Évreux"))
