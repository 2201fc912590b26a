"""Setting the instance's clock over the API: to a later day or instant, never back."""

from datetime import timedelta
from random import Random

import httpx
import pytest

from gateways.http.app import serving
from kit.clock import PARIS, Clock, ClockEpoch
from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from simulators.api import Api
from simulators.clock import PastDate, read_clock, set_clock, take_epoch
from tests.gateways.http.conftest import passwords
from tests.simulators.rows import NOON
from tests.world import ADMINISTRATOR

__all__ = ["passwords"]  # the fixture of the door's own tests


async def test_the_clock_goes_on_from_a_later_day_at_another_speed(database: Settings, passwords: str) -> None:
    instance = database.instance.model_copy(update={"kind": "demo"})
    account = DemoAccount(
        login=ADMINISTRATOR.login, password=passwords, name=ADMINISTRATOR.name, role=ADMINISTRATOR.role, centre="Caen"
    )
    async with (
        serving(database.model_copy(update={"instance": instance})) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        setter, clock = Api(client, account, Random(1)), Clock()
        await read_clock(setter, clock)
        today = clock.now().astimezone(PARIS).date()

        await set_clock(setter, clock, speed=None, start=today)
        assert clock.now().astimezone(PARIS).date() == today
        assert clock.rate == 1.0

        later = today + timedelta(days=20)
        await set_clock(setter, clock, speed=10.0, start=later)
        assert clock.rate == 10.0
        moved = clock.now().astimezone(PARIS)
        assert (moved.date(), moved.hour) == (later, 0)

        with pytest.raises(PastDate, match="never goes back"):
            await set_clock(setter, clock, speed=None, start=today)
        with pytest.raises(PastDate):
            await set_clock(setter, clock, speed=None, start=moved - timedelta(hours=1))


def test_what_the_network_delays_is_no_change_of_the_clock() -> None:
    def told(domain_s: float, rate: float = 10.0) -> ClockEpoch:
        return ClockEpoch(real_at=NOON, domain_at=NOON + timedelta(seconds=domain_s), rate=rate)

    clock = Clock(epoch=told(0.0), real=lambda: NOON)
    for late_s in (1.9, -1.9):
        take_epoch(clock, told(late_s))
        assert clock.epoch == told(0.0)
    take_epoch(clock, told(2.1))
    assert clock.epoch == told(2.1)
    take_epoch(clock, told(2.1, rate=1.0))
    assert clock.rate == 1.0
