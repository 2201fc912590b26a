"""A patient's earlier case is found again from the room, by name and birth date, with the keyboard alone."""

import pytest
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer, shown_case
from tests.end_to_end.rings import ring
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

CENTRE = "Le Havre"
BORN = "12/05/1954"


async def write_down(page: Page, stack: Stack, name: str, number: str) -> str:
    """Answer a call and write down who it is about; give its case."""
    await answer(page, await ring(stack, CENTRE, number))
    await page.get_by_test_id("patient-entry").fill("72f")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("patient")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.keyboard.press("i")
    await expect(page.get_by_test_id("name")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(BORN)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("identity-task")).to_have_count(0)
    await expect(page.get_by_test_id("patient")).to_contain_text(BORN)
    return await shown_case(page)


async def test_an_earlier_case_is_found_and_opened(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as context:
        page = await sign_in(context, stack, stack.account(Role.ARM, CENTRE))
        earlier = await write_down(page, stack, "Odile LECOINTRE", "+33639980051")
        await expect(page.get_by_test_id("doubles")).to_have_count(0)
        now = await write_down(page, stack, "Lecointre Odile", "+33639980052")
        assert now != earlier

        # The room says so by itself while both are open.
        await expect(page.get_by_test_id("doubles")).to_contain_text("Doublon possible")
        assert await grave_findings(page) == []

        # What is known of the patient is looked for at once.
        found = page.get_by_test_id("found-case")
        await page.keyboard.press("p")
        await expect(found).to_have_count(2)
        assert await grave_findings(page) == []
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("place")).to_be_focused()  # the case still has none
        await page.keyboard.press("Escape")

        # And by hand: the words of a name in any order, the page reached with one key.
        await page.keyboard.press("/")
        await expect(page.get_by_test_id("search-name")).to_be_focused()
        await page.get_by_test_id("search-name").fill("odile lecointre")
        await page.get_by_test_id("search-born").fill("")
        await page.keyboard.press("Enter")
        await expect(found.first).to_be_focused()
        await expect(found).to_have_count(2)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("case-panel")).to_be_visible()
        assert await shown_case(page) == earlier
