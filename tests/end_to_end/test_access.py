"""What the screen offers to people who see, move or hear otherwise: axe's rules on each main view, by day and by night.

Serious and critical findings fail. axe-core comes with the screen's own development packages.
"""

from pathlib import Path

import pytest
from msgspec import Struct, convert
from playwright.async_api import Browser, Page, expect

from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.desks import answer
from tests.end_to_end.rings import abandon, ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

AXE = Path(__file__).resolve().parents[2] / "regulation_ui" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}


class Node(Struct, frozen=True):
    """One place of the page."""

    target: list[str]
    failureSummary: str | None = None  # noqa: N815 - axe's own name


class Violation(Struct, frozen=True):
    """One rule broken."""

    id: str
    impact: str | None
    nodes: list[Node]


async def grave_findings(page: Page) -> list[str]:
    """Run every rule of axe on a page, as it is shown now, in both looks."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = []
    for look in ("day", "night"):
        await page.evaluate("look => document.documentElement.dataset.theme = look", look)
        told = await page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        found += [
            f"{look}: {one.id} at {' '.join(node.target)}: {node.failureSummary}"
            for one in convert(told, list[Violation])
            if one.impact in GRAVE
            for node in one.nodes
        ]
    return found


async def test_the_rules_are_at_work(browser: Browser) -> None:
    async with desk(browser) as context:
        page = await context.new_page()
        await page.set_content("<button></button>")
        assert any("button-name" in finding for finding in await grave_findings(page))


async def test_the_sign_in_page(stack: Stack, browser: Browser) -> None:
    async with desk(browser) as context:
        page = await context.new_page()
        await page.goto(stack.url)
        await expect(page.get_by_test_id("login")).to_be_visible()
        assert await grave_findings(page) == []


async def test_the_desk_of_a_call_taker_with_a_case(stack: Stack, browser: Browser) -> None:
    """Ringing, to call back, and answered; the case with its patients, tasks and log."""
    async with desk(browser) as context:
        page = await sign_in(context, stack, stack.account(Role.ARM, "Évreux"))
        held = await page.get_by_test_id("own-call").count()
        await abandon(stack, "Évreux")
        await expect(page.get_by_test_id("call-back")).to_have_count(1)
        await answer(page, await ring(stack, "Évreux"))
        assert await grave_findings(page) == []
        await page.get_by_test_id("call-back-open").click()
        await expect(page.get_by_test_id("call-back-reached")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id("call-back-open")).to_be_visible()
        await page.keyboard.press("Shift+F2")
        assert await grave_findings(page) == []
        await page.keyboard.press("s")
        await expect(page.get_by_test_id("call-back-open")).to_be_visible()
        await page.keyboard.press("Shift+F2")
        await page.keyboard.press("r")
        await expect(page.get_by_test_id("call-back")).to_have_count(0)
        await expect(page.get_by_test_id("own-call")).to_have_count(held + 2)
