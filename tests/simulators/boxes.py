"""The reference box, as tests watch it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import Random

from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import Settings
from kit.wire.demo import DemoBox
from kit.wire.telemetry import BoxSettings, Order, Refused, Stored
from simulators.box import Box
from simulators.journal import Journal
from tests import world
from tests.gateways.mqtt.boxes import PASSWORD, PATIENCE_S

UNIT = world.AMBULANCE_CAEN


def identity(unit: world.Unit = UNIT) -> DemoBox:
    """Give a box of the small world as its seed would."""
    return DemoBox(
        name=unit.box_name,
        partition=f"p{unit.partition:02}",
        credential=PASSWORD,
        call_sign=unit.call_sign,
        type=unit.type,
        base_lon_deg=unit.lon_deg,
        base_lat_deg=unit.lat_deg,
    )


class WatchedBox(Box):
    """The box itself, and a way to wait for what it has heard."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self.orders: list[Order] = []
        self.told_again = False
        """An order came a second time."""
        self._heard = asyncio.Event()
        self.clock = Clock()
        super().__init__(
            identity(),
            journal,
            self.clock,
            settings.mqtt,
            tls_context(settings.mqtt),
            chance=Random(1),
            on_order=self.orders.append,
        )

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looked at after each message heard."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._heard.clear()
                await self._heard.wait()

    @property
    def oldest_at(self) -> datetime | None:
        """Give the domain time of the oldest message without receipt."""
        return self._journal.oldest_at()

    def hear_order(self, order: Order) -> None:
        """Take an order without a broker."""
        self._take_order(order)

    def hear_settings(self, settings: BoxSettings, *, fresh: bool) -> None:
        """Take settings without a broker."""
        self._take_settings(settings, fresh=fresh)

    def _connected(self, session_kept: bool) -> None:
        super()._connected(session_kept)
        self._heard.set()

    def _take_stored(self, stored: Stored) -> None:
        super()._take_stored(stored)
        self._heard.set()

    def _take_refused(self, refused: Refused) -> None:
        super()._take_refused(refused)
        self._heard.set()

    def _take_order(self, order: Order) -> None:
        self.told_again |= any(order.mission_id == known.mission_id for known in self.orders)
        super()._take_order(order)
        self._heard.set()

    def _take_settings(self, settings: BoxSettings, *, fresh: bool) -> None:
        super()._take_settings(settings, fresh=fresh)
        self._heard.set()


@asynccontextmanager
async def running(settings: Settings, file: Path) -> AsyncGenerator[WatchedBox]:
    """Run the box for the length of a block, connected."""
    with Journal(file) as journal:
        box = WatchedBox(settings, journal)
        task = asyncio.create_task(box.run())
        try:
            await box.until(lambda: box.connected)
            yield box
        finally:
            task.cancel()
            await asyncio.wait({task})
