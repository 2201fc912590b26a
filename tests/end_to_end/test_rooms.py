"""Rooms helping each other, on three screens: a call overflows and is answered for another centre; a third one gives its opinion."""

import asyncio
from http import HTTPStatus

import pytest
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer, case_row, own_call, ringing_call, shown_case
from tests.end_to_end.rings import ring
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

HELPED = "Alençon"
HELPER = "Le Havre"
ASKED = "Rouen"
QUESTION = "Thrombolyse avant transfert ?"
ANSWER = "Oui, sans attendre."


async def open_pool(page: Page) -> None:
    await page.get_by_test_id("rooms-open").click()
    await expect(page.get_by_test_id("load")).not_to_have_count(0)
    helper = page.get_by_test_id("pool-helper").locator("option", has_text=HELPER)
    await page.get_by_test_id("pool-helper").select_option(await helper.get_attribute("value"))
    await page.get_by_test_id("pool-begin").click()
    await expect(page.get_by_test_id("pool")).to_have_count(1)
    await expect(page.get_by_test_id("pool")).to_have_attribute("data-in-force", "true")


async def reorient(page: Page, case_id: str, key: str) -> None:
    """Press a path's key; once more when the case fell to emergency doctors in that instant: the screen refuses, and shows what changed."""
    statuses: list[int] = []
    while statuses in ([], [HTTPStatus.CONFLICT]):
        async with page.expect_response(lambda one: one.request.method == "PATCH" and case_id in one.url) as answered:
            await page.keyboard.press(key)
        statuses.append((await answered.value).status)
    assert statuses[-1] == HTTPStatus.OK, statuses


async def test_a_call_overflows_and_an_opinion_is_given(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as supervising, desk(browser) as helping, desk(browser) as asked:
        supervisor, arm, doctor = await asyncio.gather(
            sign_in(supervising, stack, stack.account(Role.SUPERVISOR, HELPED)),
            sign_in(helping, stack, stack.account(Role.ARM, HELPER)),
            sign_in(asked, stack, stack.account(Role.MRU, ASKED)),
        )
        await open_pool(supervisor)
        assert await grave_findings(supervisor) == []

        # Nobody of the helped centre is at work: its call rings at the helper's, marked.
        call_id = await ring(stack, HELPED)
        await expect(ringing_call(arm, call_id).get_by_test_id("for-centre")).to_contain_text(HELPED)
        await answer(arm, call_id)
        case_id = await shown_case(arm)
        await expect(own_call(arm, call_id).get_by_test_id("for-centre")).to_contain_text(HELPED)
        await expect(arm.get_by_test_id("case-panel").get_by_test_id("for-centre")).to_contain_text(HELPED)
        await arm.keyboard.press("Escape")

        # Its case is reoriented from one path to the other and back; the call goes on.
        for key, queue in (("Shift+F8", "AMBULATORY"), ("F8", "AMU")):
            await reorient(arm, case_id, key)
            testid = f"pass-{queue.lower()}"
            await expect(arm.get_by_test_id(testid)).to_have_attribute("aria-pressed", "true")
        await expect(own_call(arm, call_id)).to_have_attribute("data-state", "ANSWERED")

        # A third centre's doctor is asked, reads the case meanwhile, and answers.
        await arm.get_by_test_id("opinion-open").click()
        option = arm.get_by_test_id("opinion-centre").locator("option", has_text=ASKED)
        await arm.get_by_test_id("opinion-centre").select_option(await option.get_attribute("value"))
        await arm.get_by_test_id("opinion-question").fill(QUESTION)
        await arm.get_by_test_id("opinion-question").press("Enter")
        await doctor.get_by_test_id("opinion-read").click()
        await expect(case_row(doctor, case_id)).to_have_count(1)
        await expect(doctor.get_by_test_id("opinion")).to_contain_text(QUESTION)
        await doctor.get_by_test_id("opinion-answer").fill(ANSWER)
        await doctor.get_by_test_id("opinion-answer").press("Enter")
        await expect(arm.get_by_test_id("opinion")).to_contain_text(ANSWER)
        await expect(arm.get_by_test_id("case-log")).to_contain_text(ANSWER)
        assert await grave_findings(arm) == []
        assert await grave_findings(doctor) == []
        await arm.get_by_test_id("opinion-end").click()
        await expect(case_row(doctor, case_id)).to_have_count(0)

        await supervisor.get_by_test_id("pool-end").click()
        await expect(supervisor.get_by_test_id("pool")).to_have_count(0)
