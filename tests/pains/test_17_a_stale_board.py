"""Pain 17: a board ten days stale, and nobody noticed.

Every vehicle shows how old its position is, and is marked from two minutes on (`regulation_ui/src/live/fleet.ts`); when the tracker falls
silent the whole board says so (`panels/notices.tsx`).
"""

from datetime import timedelta

import pytest
from msgspec import structs
from playwright.async_api import Browser, expect
from redis.asyncio import Redis

from kit.clock import real_now
from kit.wire.telemetry import PARTITIONS
from tests import world
from tests.end_to_end.conftest import desk
from tests.pains.conftest import Room, telling
from tests.tracker.live.moves import position

pytestmark = [pytest.mark.xdist_group("pains"), pytest.mark.timeout(300)]

AGES = {
    world.AMBULANCE_CAEN: (timedelta(), None),
    world.AMBULANCE_BAYEUX: (timedelta(minutes=20, seconds=30), "20 min"),
    world.SMUR_CAEN: (timedelta(days=10, minutes=30), "10 j"),
}


async def test_every_age_is_shown_and_a_silent_tracker_alarms_the_board(
    room: Room, browser: Browser, redis_client: Redis
) -> None:
    now = real_now()
    known = [
        structs.replace(position(unit.number, 1, unit.lon_deg, unit.lat_deg), measured_at=now - age)
        for unit, (age, _) in AGES.items()
    ]
    async with desk(browser) as context:
        async with telling(room.settings, redis_client) as feeds:
            for partition in PARTITIONS:
                feeds.open(partition, known if partition == "p01" else [])
            page = await room.screen(context)
            await expect(page.get_by_test_id("vehicle-count")).to_have_attribute("data-count", str(len(AGES)))
            await page.get_by_test_id("board-VEHICLES").click()
            for unit, (_, shown) in AGES.items():
                age = page.get_by_test_id("vehicle-row").filter(has_text=unit.call_sign).locator("td").nth(2)
                await expect(age).to_have_class("" if shown is None else "warn")
                await expect(age).to_contain_text(shown or " s")
            await expect(page.get_by_test_id("positions-silent")).to_have_count(0)
        await expect(page.get_by_test_id("positions-silent")).to_be_visible(timeout=60_000)
        await expect(page.get_by_test_id("live-state")).to_have_attribute("data-state", "live")
