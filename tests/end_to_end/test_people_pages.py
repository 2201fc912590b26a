"""The pages of accounts by keyboard and for axe: one's own, a manager's, and the one-time link a new person uses."""

import pytest
from playwright.async_api import Browser, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


async def test_an_administrator_opens_an_account_and_its_owner_signs_in(stack: Stack, browser: Browser) -> None:
    administrator = stack.account(Role.ADMINISTRATOR, "")
    async with desk(browser) as context:
        page = await context.new_page()
        await page.goto(stack.url)
        await page.get_by_test_id("login").fill(administrator.login)
        await page.get_by_test_id("password").fill(administrator.password)
        await page.get_by_test_id("sign-in").click()
        await page.get_by_test_id("account-open").click()
        # The one on this screen; another test's browser may have closed without signing out.
        await expect(page.get_by_test_id("session").filter(has=page.locator("em"))).to_have_count(1)
        assert await grave_findings(page) == []
        await page.get_by_test_id("accounts-open").click()
        await page.get_by_test_id("new-login").fill("nouvelle.arm")
        await page.get_by_test_id("new-name").fill("Nouvelle Arm")
        await page.get_by_test_id("add-right").click()
        await page.get_by_test_id("create").click()
        address = await page.get_by_test_id("link").locator("code").inner_text()
        await page.get_by_test_id("find").fill("nouvelle")
        await expect(page.get_by_test_id("account")).to_have_count(1)
        assert await grave_findings(page) == []

    async with desk(browser) as context:
        page = await context.new_page()
        await page.goto(address)
        await page.get_by_test_id("new-password").fill("quatre mots bien longs")
        await page.get_by_test_id("again").fill("quatre mots bien longs")
        assert await grave_findings(page) == []
        await page.get_by_test_id("finish").click()
        await page.get_by_test_id("login").fill("nouvelle.arm")
        await page.get_by_test_id("password").fill("quatre mots bien longs")
        await page.get_by_test_id("sign-in").click()
        await page.get_by_test_id("account-open").click()
        await expect(page.get_by_test_id("session")).to_have_count(1)
