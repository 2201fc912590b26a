"""A desk whose machine has the wrong time: it is told there, shows the server's times all the same, and is counted."""

import httpx
import pytest
from playwright.async_api import Browser, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

FORTY_FIVE_SECONDS_LATE = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() - 45_000);
    else super(...given);
  }
  static now() {
    return Right.now() - 45_000;
  }
};
"""


async def test_a_desk_with_a_wrong_clock_is_told(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as wrong, desk(browser) as right:
        await wrong.add_init_script(FORTY_FIVE_SECONDS_LATE)
        late = await sign_in(wrong, stack, stack.account(Role.ARM, "Évreux"))
        other = await sign_in(right, stack, stack.account(Role.ARM_SUIVI, "Évreux"))
        await expect(late.get_by_test_id("clock-off")).to_contain_text("de retard")
        async with httpx.AsyncClient(base_url=f"{stack.url}/api") as client:
            told = (await client.get("/metrics")).text
            status = (await client.get("/health/status")).json()
        assert "rramu_posts_clock_off 1.0" in told
        assert [process for process in status["processes"] if process["counters"].get("post.clock_off")]
        await expect(other.get_by_test_id("clock-off")).to_have_count(0)
