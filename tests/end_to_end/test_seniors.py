"""An intern regulates under a senior, on two screens: names one, takes a case, decides; the senior signs with one key."""

import pytest
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import show, take
from tests.end_to_end.rings import ring
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

CENTRE = "Évreux"


async def for_a_doctor(stack: Stack) -> str:
    """Let a call taker pass a call on to the doctors; give its case."""
    async with stack.client(stack.program(Role.ARM, CENTRE)) as arm:
        call = await ring(stack, CENTRE)
        case = (await arm.post(f"/calls/{call}/answer")).raise_for_status().json()["case"]
        edit = {"version": case["version"], "priority": "P2", "motive_code": "M03.01", "queue": "AMU"}
        (await arm.patch(f"/cases/{case['id']}", json=edit)).raise_for_status()
        return str(case["id"])


async def decide_advice(page: Page) -> None:
    """Give advice on the case shown, with the keyboard alone."""
    await page.keyboard.press("d")
    await page.keyboard.press("c")
    await expect(page.get_by_test_id("decide-C")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Enter")


async def test_an_intern_decides_under_a_senior_who_signs(stack: Stack, browser: Browser) -> None:
    senior = stack.account(Role.MRU, CENTRE)
    async with desk(browser) as a, desk(browser) as b:
        doctor = await sign_in(a, stack, senior)
        intern = await sign_in(b, stack, stack.account(Role.INTERN, CENTRE))
        case_id = await for_a_doctor(stack)
        strip = intern.get_by_test_id("senior")
        await expect(strip).to_have_attribute("data-there", "false")

        # Without a senior nothing is taken.
        await show(intern, case_id)
        await intern.get_by_test_id("take").press("Enter")
        await expect(intern.get_by_test_id("refusal")).to_have_count(1)
        await expect(intern.get_by_test_id("release")).to_have_count(0)

        # Moving through the closed list names nobody; the button does.
        await expect(strip.locator("option", has_text=senior.name)).to_have_count(1)
        await intern.get_by_test_id("choose-senior").focus()
        await intern.keyboard.press("ArrowDown")
        await expect(intern.get_by_test_id("name-senior")).to_be_enabled()
        await expect(strip).to_have_attribute("data-there", "false")
        await intern.get_by_test_id("choose-senior").select_option(label=senior.name)
        await intern.keyboard.press("Tab")
        await intern.keyboard.press("Enter")
        await expect(strip).to_contain_text(f"Sous {senior.name}")
        await expect(strip).to_have_attribute("data-there", "true")

        await take(intern, case_id)
        await decide_advice(intern)
        signed = intern.get_by_test_id("decision-senior")
        await expect(signed).to_contain_text("à contresigner")
        assert await grave_findings(intern) == []

        await expect(doctor.get_by_test_id("to-sign")).to_have_attribute("data-count", "1")
        assert await grave_findings(doctor) == []
        await doctor.keyboard.press("F10")
        await expect(doctor.get_by_test_id("to-sign")).to_have_count(0)
        await expect(signed).to_contain_text(f"contresigné par {senior.name}")
