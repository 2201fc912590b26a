"""The change of shift on two screens: a call taker leaves through a colleague, who takes the case and its task over."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


async def test_a_call_taker_leaves_through_a_colleague(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as leaving, desk(browser) as staying:
        leaver, successor = await asyncio.gather(
            sign_in(leaving, stack, stack.account(Role.ARM, "Saint-Lô")),
            sign_in(staying, stack, stack.account(Role.ARM_SUIVI, "Saint-Lô")),
        )
        await answer(leaver, await ring(stack, "Saint-Lô"))
        await leaver.keyboard.press("Escape")
        await leaver.get_by_test_id("task-in-15").click()
        await expect(leaver.get_by_test_id("task")).to_have_count(1)
        await expect(leaver.get_by_test_id("my-tasks")).to_be_visible()

        await leaver.get_by_test_id("handover-open").click()
        await expect(leaver.get_by_test_id("handover")).to_be_visible()
        await leaver.get_by_test_id("handover-back").click()

        await leaver.get_by_test_id("sign-out").click()
        await expect(leaver.get_by_test_id("leave")).to_be_visible()
        await expect(leaver.get_by_test_id("leave-now")).to_have_count(0)
        name = stack.account(Role.ARM_SUIVI, "Saint-Lô").name
        await leaver.locator(f'[data-testid="ask-relief"][data-name="{name}"]').click()
        await successor.get_by_test_id("relief-accept").click()
        await expect(successor.get_by_test_id("my-tasks")).to_be_visible()
        await leaver.get_by_test_id("leave-now").click()
        await expect(leaver.get_by_test_id("login")).to_be_visible()
