"""Boxes are told how to behave, and told again when it changes."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import writing
from kit.clock import real_now
from kit.settings import Settings
from tests import world
from tests.gateways.mqtt.boxes import connected
from tests.gateways.mqtt.conftest import Tracking


async def test_a_change_of_the_domain_clock_is_told_to_the_boxes(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine]
) -> None:
    async with connected(settings) as box, tracking(box):
        changed_at = real_now()
        async with writing(engines["rramu_api"], None, ()) as session:
            await domain_clock.set_rate(session, 10.0, changed_at, None)
        told = await box.next_settings(after=changed_at)
        while told.domain_rate != 10.0:
            told = await box.next_settings(after=changed_at)
    assert abs((told.domain_at - changed_at) - 10 * (told.server_at - changed_at)) < timedelta(seconds=1)
    assert told.full


async def test_settings_wait_at_the_broker_for_a_box_that_connects_later(
    settings: Settings, tracking: Tracking
) -> None:
    started_at = real_now()
    async with connected(settings, world.SMUR_CAEN) as other, tracking(other):
        async with connected(settings) as box:
            await box.say("presence", {"online": True})
            await box.next_settings(after=started_at)
        async with connected(settings) as box:
            assert (await box.next_settings(after=started_at)).interval_s == settings.tracker.full_interval_s
