"""What a person at a desk does with a call or a case of its own, whatever others left in the room."""

from playwright.async_api import Locator, Page, expect

from simulators.travel import Place


def ringing_call(page: Page, call_id: str) -> Locator:
    """Give a call that rings."""
    return page.locator(f'[data-testid="ringing-call"][data-id="{call_id}"]')


def own_call(page: Page, call_id: str) -> Locator:
    """Give a call the desk has on the line."""
    return page.locator(f'[data-testid="own-call"][data-id="{call_id}"]')


def case_row(page: Page, case_id: str) -> Locator:
    """Give a case in the queue shown."""
    return page.locator(f'[data-testid="case-row"][data-id="{case_id}"]')


async def answer(page: Page, call_id: str) -> None:
    """Press the key that answers until the call is one's own: one that was left ringing before it comes first."""
    await expect(ringing_call(page, call_id)).to_have_count(1)
    answered = ""
    while answered != call_id:
        answered = await page.get_by_test_id("ringing-call").first.get_attribute("data-id") or ""
        await page.keyboard.press("F2")
        await expect(own_call(page, answered)).to_have_count(1)
        await expect(page.get_by_test_id("place")).to_be_focused()
        if answered != call_id:
            await page.keyboard.press("Escape")


async def show(page: Page, case_id: str) -> None:
    """Open a case, whatever its queue."""
    await page.get_by_test_id("queue-ALL").click()
    await case_row(page, case_id).click()
    await expect(page.get_by_test_id("case-number")).to_be_visible()


async def take(page: Page, case_id: str) -> None:
    """Take a case as a doctor, by its own key in the case."""
    await show(page, case_id)
    await page.get_by_test_id("take").press("Enter")
    await expect(page.get_by_test_id("release")).to_be_visible()


async def located(page: Page, call_sign: str, place: Place) -> None:
    """Wait until the page holds a vehicle where its box said it is."""
    await page.wait_for_function(
        """([callSign, lon, lat]) => {
            const {vehicles, positions} = window.rramu.state();
            const vehicle = [...vehicles.values()].find((one) => one.call_sign === callSign);
            const position = vehicle && positions.get(vehicle.id);
            return position && Math.abs(position.lon_deg - lon) < 1e-5 && Math.abs(position.lat_deg - lat) < 1e-5;
        }""",
        arg=[call_sign, place.lon_deg, place.lat_deg],
    )


async def shown_case(page: Page) -> str:
    """Give the id of the case the desk shows."""
    return str(await page.evaluate("window.rramu.state().view.caseId"))
