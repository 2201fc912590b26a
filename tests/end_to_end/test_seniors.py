"""An intern regulates under a senior, on two screens: names one, takes a case, decides; the senior signs with one key."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.rings import ring
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(240)]

CENTRE = "Évreux"


async def for_a_doctor(stack: Stack) -> str:
    """Let a call taker pass a call on to the doctors; give the number of its case."""
    async with stack.client(stack.program(Role.ARM, CENTRE)) as arm:
        call = await ring(stack, CENTRE)
        case = (await arm.post(f"/calls/{call}/answer")).raise_for_status().json()["case"]
        edit = {"version": case["version"], "priority": "P2", "motive_code": "M03.01", "queue": "AMU"}
        return str((await arm.patch(f"/cases/{case['id']}", json=edit)).raise_for_status().json()["number"])


async def decide_advice(page: Page) -> None:
    """Take the top of the queue and give advice, with the keyboard alone."""
    await page.keyboard.press("F4")
    await expect(page.get_by_test_id("release")).to_be_visible()
    for key in ("d", "c", "Enter"):
        await page.keyboard.press(key)


async def test_an_intern_decides_under_a_senior_who_signs(stack: Stack, browser: Browser) -> None:
    senior = stack.account(Role.MRU, CENTRE)
    async with desk(browser) as a, desk(browser) as b:
        doctor, intern = await asyncio.gather(
            sign_in(a, stack, senior), sign_in(b, stack, stack.account(Role.INTERN, CENTRE))
        )
        number = await for_a_doctor(stack)
        await expect(intern.get_by_test_id("case-row")).to_have_count(1)

        # Without a senior nothing is decided.
        strip = intern.get_by_test_id("senior")
        await expect(strip).to_have_attribute("data-there", "false")
        await decide_advice(intern)
        await expect(intern.get_by_test_id("case-number")).to_have_attribute("data-number", number)
        await expect(intern.get_by_test_id("refusal")).to_have_count(1)
        await intern.keyboard.press("Escape")

        await intern.get_by_test_id("name-senior").select_option(label=senior.name)
        await expect(strip).to_contain_text(f"Sous {senior.name}")
        await expect(strip).to_have_attribute("data-there", "true")
        for key in ("d", "c", "Enter"):
            await intern.keyboard.press(key)
        signed = intern.get_by_test_id("decision-senior")
        await expect(signed).to_contain_text("à contresigner")
        assert await grave_findings(intern) == []

        await expect(doctor.get_by_test_id("to-sign")).to_have_attribute("data-count", "1")
        assert await grave_findings(doctor) == []
        await doctor.keyboard.press("F10")
        await expect(doctor.get_by_test_id("to-sign")).to_have_count(0)
        await expect(signed).to_contain_text(f"contresigné par {senior.name}")
