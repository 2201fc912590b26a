"""Two rooms in real browsers, by the keyboard: a case handed over with its caller on the line, a vehicle asked for and lent."""

import asyncio

import httpx
import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from kit.ids import new_id
from kit.wire.cases import CaseFile
from kit.wire.codes.people import Role
from kit.wire.missions import Candidate, Proposal
from kit.wire.telemetry import Order
from simulators.travel import Place
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import located, own_call, show
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

ON_THE_SPOT = Place(1.099, 49.443, 0.0, None)
ROUEN = {"label": "12 rue des Tilleuls, Rouen", "insee_code": "76540", "lon_deg": 1.099, "lat_deg": 49.443}


async def said(client: httpx.AsyncClient, method: str, path: str, body: object = None) -> bytes:
    """Send a command and give its answer."""
    answer = await client.request(method, path, json=body, headers={"Idempotency-Key": str(new_id())})
    assert answer.is_success, answer.text
    return answer.content


async def on_the_line(stack: Stack) -> tuple[str, str]:
    """Open a case in Caen, of a caller in Rouen who stays on the line; a doctor asks for an ambulance. Give the case and the call."""
    call_id = await ring(stack, "Caen")
    async with stack.client(stack.account(Role.ARM, "Caen")) as arm:
        answered = await said(arm, "POST", f"/calls/{call_id}/answer")
        case = msgspec.json.decode(answered, type=CaseFile).case
        change = {
            "version": case.version,
            "place": ROUEN,
            "motive_code": "M03.01",
            "priority": "P1",
            "queue": "AMU",
        }
        await said(arm, "PATCH", f"/cases/{case.id}", change)
    async with stack.client(stack.account(Role.MRU, "Caen")) as doctor:
        decision = {"type": "INTER", "means": "TSU", "delay": "30M"}
        await said(doctor, "POST", f"/cases/{case.id}/decisions", decision)
    return str(case.id), call_id


async def never_heard(stack: Stack, case_id: str) -> Candidate:
    """Give a candidate of another centre that no box has told of yet: it may be anywhere, without having raced there."""
    async with stack.client(stack.account(Role.ARM_SUIVI, "Caen")) as suivi:
        told = (await suivi.get(f"/cases/{case_id}")).raise_for_status().content
        decision = msgspec.json.decode(told, type=CaseFile).case.decisions[-1]
        proposal = msgspec.json.decode(await said(suivi, "POST", f"/decisions/{decision.id}/proposal"), type=Proposal)
    return next(one for one in proposal.candidates if one.ask_centre_id and one.position_age_s is None)


async def choose(page: Page, testid: str, letters: str) -> None:
    """Choose in a list by the first letters, with the keyboard."""
    await page.get_by_test_id(testid).focus()
    await page.keyboard.type(letters)


async def hand_over(page: Page) -> None:
    """Hand the case on the desk over to Rouen."""
    await choose(page, "transfer-to", "Rou")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("transfer-outgoing")).to_have_count(1)


async def test_a_case_is_handed_over_with_its_caller_by_the_keyboard(stack: Stack, browser: Browser) -> None:
    """Refused with a reason, then accepted: the caller is on the line at the other desk, and the case is only read here."""
    case_id, call_id = await on_the_line(stack)
    async with desk(browser) as caen, desk(browser) as rouen:
        ours = await sign_in(caen, stack, stack.account(Role.ARM, "Caen"))
        theirs = await sign_in(rouen, stack, stack.account(Role.ARM, "Rouen"))
        held = own_call(ours, call_id)
        await expect(held).to_have_count(1)
        await show(ours, case_id)
        await expect(ours.get_by_test_id("case-centres")).to_be_visible()
        await hand_over(ours)
        await expect(theirs.get_by_test_id("transfer-incoming")).to_have_count(1)
        await theirs.get_by_test_id("transfer-refuse-motive").focus()
        await theirs.keyboard.press("ArrowDown")
        await expect(theirs.get_by_test_id("transfer-incoming")).to_have_count(1)  # choosing a reason refuses nothing
        await theirs.keyboard.press("Tab")
        await theirs.keyboard.press("Enter")
        await expect(ours.get_by_test_id("transfer-outgoing")).to_have_count(0)
        await expect(theirs.get_by_test_id("transfer-incoming")).to_have_count(0)
        await expect(ours.get_by_test_id("transfer-refused")).to_contain_text("plus de capacité")
        await hand_over(ours)
        await expect(theirs.get_by_test_id("transfer-incoming")).to_have_count(1)
        speaking = await theirs.get_by_test_id("own-call").count()  # the caller comes as a leg of its own
        await theirs.keyboard.press("Shift+F9")
        await expect(theirs.get_by_test_id("own-call")).to_have_count(speaking + 1)
        await expect(theirs.get_by_test_id("transfer-incoming")).to_have_count(0)
        await expect(held).to_have_count(0)
        await expect(ours.get_by_test_id("case-centres").locator(".banner")).to_be_visible()
        await expect(ours.get_by_test_id("place")).to_be_disabled()
        await expect(ours.get_by_test_id("engage")).to_have_count(0)


async def test_a_vehicle_of_another_centre_is_asked_for_with_one_key_and_the_answer_engages_it(
    stack: Stack, browser: Browser
) -> None:
    case_id, _ = await on_the_line(stack)
    wanted = await never_heard(stack, case_id)
    async with (
        desk(browser) as caen,
        desk(browser) as rouen,
        stack.box(wanted.call_sign, asyncio.Queue[Order]()) as box,
    ):
        ours = await sign_in(caen, stack, stack.account(Role.ARM_SUIVI, "Caen"))
        theirs = await sign_in(rouen, stack, stack.account(Role.ARM_SUIVI, "Rouen"))
        # On the spot, it is first whatever other tests left on the road.
        box.record(ON_THE_SPOT)
        await located(ours, wanted.call_sign, ON_THE_SPOT)
        await show(ours, case_id)
        await ours.keyboard.press("e")
        first = ours.get_by_test_id("candidate").first
        await expect(first).to_have_attribute("aria-current", "true")
        await expect(first).to_have_attribute("data-vehicle", str(wanted.vehicle_id))
        await expect(first.get_by_test_id("to-ask")).to_be_visible()
        await ours.keyboard.press("Enter")
        await expect(ours.get_by_test_id("help-outgoing")).to_have_count(1)
        await expect(theirs.get_by_test_id("help-incoming")).to_have_count(1)
        await theirs.keyboard.press("Shift+F9")
        await expect(theirs.get_by_test_id("help-incoming")).to_have_count(0)
        await expect(ours.get_by_test_id("help-outgoing")).to_have_count(0)
        await expect(ours.get_by_test_id("case-missions").get_by_test_id("mission")).to_have_count(1)
