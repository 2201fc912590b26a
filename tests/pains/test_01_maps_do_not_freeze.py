"""Pain 1: maps freeze at 500 to 1,500 vehicles.

Only what changed is sent and drawn (`regulation_ui/src/map/diff.ts`), once a tick at most, and only when something in view moved
(`map/room_map.tsx`, `map/vehicles.ts`). Here 2,000 vehicles drive for an hour of theirs; the page is asked something at the end.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from playwright.async_api import Browser, Page, expect
from redis.asyncio import Redis

from db.engine import connect_arguments
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.live import LivePosition
from load.fleet import fill
from tests.end_to_end.conftest import desk
from tests.pains.conftest import Room, telling

pytestmark = [pytest.mark.xdist_group("pains"), pytest.mark.timeout(300)]

VEHICLES = 2_000
STEPS = 20
STEP = timedelta(minutes=3)
"""An hour in all."""
TICK_MS = 100

COUNT_DRAWINGS = """() => {
    const source = window.rramu.map.getSource("vehicles");
    const draw = source.updateData.bind(source);
    window.drawings = [];
    source.updateData = (diff) => {
        window.drawings.push({ at: performance.now(), features: diff.add.length + diff.update.length + diff.remove.length });
        return draw(diff);
    };
}"""
"""Note when the map is told of vehicles, and of how many."""
SOME_TICKS = """() => new Promise((done) => {
    const until = window.rramu.state().nowMs + 1000;
    const look = () => (window.rramu.state().nowMs >= until ? done() : requestAnimationFrame(look));
    look();
})"""
"""Let the page's own clock go on for ten ticks."""
LOOK_AWAY = "() => { window.rramu.map.jumpTo({ center: [4.0, 48.0], zoom: 12 }); window.drawings.length = 0 }"
LOOK_AT_CAEN = "() => void window.rramu.map.jumpTo({ center: [-0.37, 49.18], zoom: 12 })"


async def vehicles(settings: Settings) -> list[UUID]:
    """Put a fleet on garde; give its vehicles."""
    await fill(settings, {f"many-{number:04d}": number % 16 for number in range(VEHICLES)})
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return [row["id"] for row in await connection.fetch("SELECT id FROM vehicles WHERE call_sign LIKE 'many-%'")]
    finally:
        await connection.close()


def moved(fleet: Sequence[UUID], step: int, began_at: datetime, west_deg: float) -> list[LivePosition]:
    """Give where everybody is after so many steps: in a field of half a degree, 40 m further each time."""
    at = began_at + step * STEP
    return [
        LivePosition(
            vehicle_id=vehicle_id, boot=1, seq=step + 1, measured_at=at, received_at=at,
            lon_deg=west_deg + number % 50 * 0.01 + step * 0.0005, lat_deg=48.9 + number // 50 * 0.01,
            speed_mps=14.0, heading_deg=90.0, accuracy_m=4.0,
        )
        for number, vehicle_id in enumerate(fleet)
    ]  # fmt: skip


async def until_shown(page: Page, seq: int) -> None:
    """Wait until the page holds this fix of every vehicle."""
    await page.wait_for_function(
        "([count, seq]) => { const all = [...window.rramu.state().positions.values()];"
        " return all.length === count && all.every((one) => one.seq === seq) }",
        arg=[VEHICLES, seq],
    )


async def test_two_thousand_vehicles_for_an_hour_and_the_page_still_answers(
    room: Room, browser: Browser, redis_client: Redis
) -> None:
    fleet, began_at = await vehicles(room.settings), real_now() - STEPS * STEP
    async with telling(room.settings, redis_client) as feeds, desk(browser) as context:
        frames: list[str] = []
        page = await context.new_page()
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: frames.append(str(frame)[:80])))
        feed = feeds.open("p00", moved(fleet, 0, began_at, -0.6))
        await room.sign_in(page)
        await until_shown(page, 1)
        await page.evaluate(LOOK_AT_CAEN)
        await page.evaluate(COUNT_DRAWINGS)
        frames.clear()
        for step in range(1, STEPS):
            feed.publish(moved(fleet, step, began_at, -0.6))
            await until_shown(page, step + 1)
        assert not [frame for frame in frames if "snapshot" in frame]
        drawings = await page.evaluate("() => window.drawings")
        assert drawings
        at = [one["at"] for one in drawings]
        assert len(drawings) <= (at[-1] - at[0]) / TICK_MS + 1
        assert max(one["features"] for one in drawings) <= VEHICLES
        # Far from what is looked at, the fleet goes on: the page knows, and draws nothing.
        await page.evaluate(LOOK_AWAY)
        feed.publish(moved(fleet, STEPS, began_at, -0.6))
        await until_shown(page, STEPS + 1)
        await page.evaluate(SOME_TICKS)
        assert await page.evaluate("() => window.drawings") == []
        await expect(page.get_by_test_id("vehicle-count")).to_have_attribute("data-count", str(VEHICLES))
        await page.get_by_test_id("account-open").click()
        await expect(page.get_by_test_id("session").first).to_be_visible()
