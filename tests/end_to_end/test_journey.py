"""One call, from the ringing to the vehicle back at its base, on three desks in real browsers, with the crew's box in between."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.telemetry import Order
from simulators.box import Box
from simulators.travel import Place
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer, case_row, located, ringing_call, shown_case, take
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]


async def qualify(page: Page, call_id: str) -> str:
    """Answer and qualify with the keyboard alone; give the case."""
    await answer(page, call_id)
    await page.keyboard.type("caen")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("motive")).to_be_focused()
    await page.keyboard.type("thor")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("patient-entry")).to_be_focused()
    await page.keyboard.type("72h")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("patient")).to_have_count(1)
    await page.keyboard.press("Control+1")
    await page.keyboard.press("F8")
    return await shown_case(page)


async def decide_an_ambulance(page: Page, case_id: str) -> None:
    """Take a case and decide an ambulance within thirty minutes, with the keyboard alone."""
    await take(page, case_id)
    for key in ("d", "a", "3", "Enter"):
        await page.keyboard.press(key)
    await expect(page.get_by_test_id("decision")).to_have_attribute("data-means", "TSU")


async def engage_the_first(page: Page, case_id: str) -> str:
    """Order the first candidate for the case just decided; gives its call sign."""
    await page.get_by_test_id("queue-TO_ENGAGE").click()
    await case_row(page, case_id).click()
    await page.keyboard.press("e")
    first = page.get_by_test_id("candidate").first
    await expect(first).to_have_attribute("aria-current", "true")
    call_sign = await first.locator("strong").first.inner_text()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("case-missions").get_by_test_id("mission")).to_have_count(1)
    return call_sign


async def status_shown(page: Page, status: MissionStatus) -> None:
    mission = page.get_by_test_id("case-missions").get_by_test_id("mission")
    await expect(mission).to_have_attribute("data-status", status.value)


async def drive(page: Page, box: Box, call_sign: str, order: Order) -> None:
    """Obey as a crew: each button shows on the follow-up desk before the next is pressed."""
    box.answer(order, ReceiptState.READ)
    box.answer(order, ReceiptState.ACCEPTED)
    await status_shown(page, MissionStatus.DECLENCHE)
    at_scene = Place(order.lon_deg or 0.0, order.lat_deg or 0.0, 0.0, None)
    # Nobody drives here: a street away is as far as one may be an instant before.
    on_the_road = Place(at_scene.lon_deg, at_scene.lat_deg + 0.0015, 12.0, 180.0)
    for status, place in ((MissionStatus.DEPART, on_the_road), (MissionStatus.ARRIVEE, at_scene)):
        box.record(place)
        box.press(order, status, place)
        await status_shown(page, status)
        await located(page, call_sign, place)
    for status in (MissionStatus.PEC, MissionStatus.BILAN):
        box.press(order, status, at_scene)
        await status_shown(page, status)


async def carry(page: Page, box: Box, order: Order) -> None:
    """Take the patient to the destination the order names, hand over, and leave."""
    hospital = Place(order.destination_lon_deg or 0.0, order.destination_lat_deg or 0.0, 0.0, None)
    for status in (
        MissionStatus.ORIENTAT, MissionStatus.TRANSP, MissionStatus.DESTIN, MissionStatus.FINPEC, MissionStatus.RETOUR,
    ):  # fmt: skip
        box.press(order, status, hospital)
        await status_shown(page, status)


async def test_a_call_is_taken_decided_engaged_followed_and_closed(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as arm, desk(browser) as doctor, desk(browser) as follow_up:
        answering = await sign_in(arm, stack, stack.account(Role.ARM, "Caen"))
        deciding = await sign_in(doctor, stack, stack.account(Role.MRU, "Caen"))
        following = await sign_in(follow_up, stack, stack.account(Role.ARM_SUIVI, "Caen"))
        case_id = await qualify(answering, await ring(stack, "Caen"))
        await decide_an_ambulance(deciding, case_id)
        call_sign = await engage_the_first(following, case_id)
        orders: asyncio.Queue[Order] = asyncio.Queue()
        async with stack.box(call_sign, orders) as box:
            order = await orders.get()
            assert order.vehicle == call_sign
            await drive(following, box, call_sign, order)
            await choose_destination(following)
            changed = await orders.get()
            assert changed.version == order.version + 1
            assert changed.destination is not None
            box.answer(changed, ReceiptState.READ)
            await carry(following, box, changed)
            await close(following, order)
            box.declare(Availability.AVAILABLE)
            await becomes_free(following, call_sign)
        # The call taker's desk saw the same mission end, without doing anything.
        await ends(answering, order)


async def choose_destination(page: Page) -> None:
    await page.get_by_test_id("case-missions").get_by_test_id("mission").click()
    field = page.get_by_test_id("destination")
    await field.fill("caen")
    await field.press("Enter")


async def close(page: Page, order: Order) -> None:
    await page.get_by_test_id("outcome").select_option("TRANSPORTED")
    await page.get_by_test_id("close-mission").click()
    await ends(page, order)


async def ends(page: Page, order: Order) -> None:
    """Wait until the mission is over on a screen; other tests may have missions of theirs."""
    await page.wait_for_function(
        "(id) => window.rramu.state().missions.get(id)?.closed_at !== null", arg=str(order.mission_id)
    )


async def becomes_free(page: Page, call_sign: str) -> None:
    await page.wait_for_function(
        """(callSign) => [...window.rramu.state().vehicles.values()]
            .some((one) => one.call_sign === callSign && one.mission_id === null && one.availability === "AVAILABLE")""",
        arg=call_sign,
    )


async def test_two_desks_answer_one_call(stack: Stack, browser: Browser) -> None:
    accounts = [one for one in stack.accounts if one.role is Role.ARM and "Rouen" in one.centre]
    async with desk(browser) as first, desk(browser) as second:
        pages = [
            await sign_in(context, stack, account) for context, account in zip((first, second), accounts, strict=True)
        ]
        before = [await page.get_by_test_id("own-call").count() for page in pages]
        call_id = await ring(stack, "Rouen")
        for page in pages:
            await expect(ringing_call(page, call_id)).to_have_count(1)
        await asyncio.gather(*(page.keyboard.press("F2") for page in pages))
        for page in pages:
            await expect(ringing_call(page, call_id)).to_have_count(0)
        own = [await page.get_by_test_id("own-call").count() for page in pages]
        assert sorted(now - held for now, held in zip(own, before, strict=True)) == [0, 1]
