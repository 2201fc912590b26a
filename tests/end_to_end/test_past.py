"""The page of the past plays a stretch as it was told, and says all the time that it is not the present."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, Request, WebSocket, WebSocketRoute, expect

from kit.clock import PARIS
from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("blocked", [False, True], ids=["websocket", "events"])
async def test_a_minute_is_played_from_the_server_s_stream(stack: Stack, browser: Browser, blocked: bool) -> None:
    async with desk(browser) as arm_desk:
        arm = await sign_in(arm_desk, stack, stack.account(Role.ARM, "Évreux"))
        await answer(arm, await ring(stack, "Évreux"))
        case_id: str = await arm.evaluate("window.rramu.state().view.caseId")
        at: str = await arm.evaluate("new Date(window.rramu.state().clock.domainMs).toISOString()")
    from_at = datetime.fromisoformat(at) - timedelta(seconds=40)

    async def block(route: WebSocketRoute) -> None:
        await route.close()

    async with desk(browser) as doctor_desk:
        if blocked:
            await doctor_desk.route_web_socket(re.compile("/api/room/past"), block)
        page = await sign_in(doctor_desk, stack, stack.account(Role.MRU, "Évreux"))
        opened: list[str] = []

        def note(carrier: Request | WebSocket) -> None:
            opened.append(carrier.url)

        page.on("websocket", note)
        page.on("request", note)
        await page.get_by_test_id("past-open").click()
        await page.get_by_test_id("past-look").click()
        await page.get_by_test_id("past-start").fill(f"{from_at.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}")
        case = page.locator(f'[data-testid="past-case"][data-id="{case_id}"]')
        await expect(page.get_by_test_id("past-fleet")).to_be_visible()
        await expect(case).to_have_count(0)
        await page.get_by_test_id("past-pace").select_option("4")
        await page.get_by_test_id("past-play").click()
        await expect(case).to_have_count(1)
        await expect(page.get_by_test_id("past-play")).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_test_id("past")).to_contain_text("PASSÉ")
        by = "/api/room/past/stream?" if blocked else "/api/room/past?"
        assert [url for url in opened if by in url and "pace=4" in url]
        await page.get_by_test_id("past-back").click()
        await expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
