"""The room's screen in Chromium while the fleet moves: how long its script works at each update, and what it keeps in memory.

The page itself says how long it worked (`performance.measure`): `rramu.apply` for an event, `rramu.draw` for telling the map. An update is
a draw with the events applied since the draw before.
"""

import asyncio
from typing import Any, NamedTuple, cast

from playwright.async_api import CDPSession, Page, async_playwright

from kit.settings import Settings

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 120_000
WARM_UP_S = 10.0
SAMPLE_S = 5.0

_LISTEN = """
window.updates = [];
let applied = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries().sort((a, b) => a.startTime - b.startTime)) {
    if (entry.name === "rramu.apply") applied += entry.duration;
    if (entry.name === "rramu.draw") {
      window.updates.push(applied + entry.duration);
      applied = 0;
    }
  }
}).observe({ entryTypes: ["measure"] });
"""
_SIGN_IN = """async ([login, password]) => {
  const body = JSON.stringify({ login, password, kind: "cookie" });
  const answer = await fetch("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) throw new Error(await answer.text());
}"""
_TAKE = "() => window.updates.splice(0)"


class Worked(NamedTuple):
    """What the page said: milliseconds of script at each update, and megabytes of heap after a collection, in order of time."""

    update_ms: list[float]
    heap_mb: list[float]


async def watch(settings: Settings, login: str, password: str, vehicles: int, seconds: float) -> Worked:
    """Open the room, wait until every vehicle is on the map, then measure for so long."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = await browser.new_context(viewport={"width": 1600, "height": 900}, bypass_csp=True)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            await page.goto(settings.instance.public_url)
            await page.evaluate(_SIGN_IN, [login, password])
            await page.reload()
            await page.wait_for_function(f"window.rramu.state().positions.size >= {vehicles} && window.rramu.map")
            await page.wait_for_function("window.rramu.map.getSource('vehicles') !== undefined")
            await page.evaluate(_LISTEN)
            await asyncio.sleep(WARM_UP_S)
            await page.evaluate(_TAKE)
            return await _measure(page, await context.new_cdp_session(page), seconds)
        finally:
            await browser.close()


async def _measure(page: Page, session: CDPSession, seconds: float) -> Worked:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    worked, heap = list[float](), list[float]()
    while loop.time() < ends_at:
        await asyncio.sleep(SAMPLE_S)
        worked += await page.evaluate(_TAKE)
        await session.send("HeapProfiler.collectGarbage")  # pyright: ignore[reportUnknownMemberType] # likewise
        used: Any = cast("Any", await session.send("Runtime.getHeapUsage"))  # pyright: ignore[reportUnknownMemberType] # untyped there
        heap.append(float(used["usedSize"]) / 1e6)
    if not worked:
        raise RuntimeError("the page did not say how long it worked")
    return Worked(worked, heap)
