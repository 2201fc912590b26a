"""The page of the park: a box made ready by its manager, looked at, then revoked."""

import pytest
from playwright.async_api import Browser, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


async def test_a_box_is_made_ready_and_revoked(stack: Stack, browser: Browser) -> None:
    administrator = stack.account(Role.ADMINISTRATOR, "")
    async with desk(browser) as context:
        page = await context.new_page()
        await page.goto(stack.url)
        await page.get_by_test_id("login").fill(administrator.login)
        await page.get_by_test_id("password").fill(administrator.password)
        await page.get_by_test_id("sign-in").click()
        await page.get_by_test_id("boxes-open").click()
        await expect(page.get_by_test_id("box").first).to_be_visible()
        await page.get_by_test_id("box-name").fill("a-box-of-the-page")
        await page.get_by_test_id("box-provision").click()
        await expect(page.get_by_test_id("credential").locator("code")).to_contain_text("a-box-of-the-page")
        await page.get_by_test_id("boxes").get_by_role("searchbox").fill("a-box-of")
        box = page.get_by_test_id("box")
        await expect(box).to_have_count(1)
        await box.get_by_test_id("box-manage").click()
        await box.get_by_test_id("box-refused").click()
        await expect(box.get_by_test_id("refusals")).to_be_visible()
        assert await grave_findings(page) == []
        await box.get_by_test_id("box-revoke").click()
        await expect(box.get_by_test_id("box-revoke")).to_have_count(0)
