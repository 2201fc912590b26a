"""Each fault around the box, against a real broker and tracker: in the end the history is what the box has numbered, once."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import asyncpg
import pytest
from msgspec import Struct

from db.engine import connect_arguments
from kit.clock import Clock, real_now
from kit.mqtt import tls_context
from kit.settings import Settings
from kit.wire.telemetry import Refused, Stored
from simulators import box as box_module
from simulators import outgoing, profiles, troubled
from simulators.faults import Fault, Faults
from simulators.journal import Journal, Kind, Message, Number
from simulators.travel import Place
from simulators.troubled import TroubledBox
from tests.gateways.mqtt.boxes import PATIENCE_S
from tests.simulators.boxes import identity
from tests.simulators.conftest import Tracking

STEP = timedelta(seconds=20)
STEPS = 300
BEGUN_AGO = timedelta(hours=3)
"""The box lives in the past, twenty seconds a step, so that a test need not wait for its spells."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let spells come within minutes, a third of the country be without a network, and a box look around often."""
    monkeypatch.setattr(troubled, "SPELLS", dict.fromkeys(troubled.SPELLS, (600.0, (60.0, 200.0))))
    monkeypatch.setattr(profiles.DeadZones.__init__, "__defaults__", (0.3,))
    monkeypatch.setattr(outgoing, "RESEND_AFTER_S", 2.0)
    monkeypatch.setattr(box_module, "LOOK_AROUND_S", 0.1)


class Noted(Journal):
    """A journal that remembers every number it gave."""

    def __init__(self, file: Path) -> None:
        self.given: list[Number] = []
        super().__init__(file)

    def write(self, kind: Kind, at: datetime, make: Callable[[Number], Struct]) -> Message:
        """Write, and remember."""
        message = super().write(kind, at, make)
        self.given.append(message.number)
        return message


class Watched(TroubledBox):
    """The troubled box, on a clock a test moves, and a way to wait for what it has heard."""

    def __init__(self, settings: Settings, journal: Journal, shares: Mapping[Fault, float]) -> None:
        self.faults = Faults(7, shares)
        self._passed = timedelta()
        self._heard = asyncio.Event()
        super().__init__(
            identity(), journal, Clock(real=lambda: real_now() - BEGUN_AGO + self._passed), settings.mqtt,
            tls_context(settings.mqtt), faults=self.faults, chance=Random(1), on_order=lambda _: None,
        )  # fmt: skip

    def step(self, place: Place) -> None:
        """Let time pass, and take a fix."""
        self._passed += STEP
        self.record(place)

    @property
    def can_send(self) -> bool:
        """Tell whether nothing keeps it from sending what it has."""
        return self._line.in_reach and self._spell(Fault.LATE, self._clock.now()) is None

    def heal(self) -> None:
        """End every fault that keeps it from sending."""
        self._spells.clear()
        self._zones = None

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looked at after each message heard."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._heard.clear()
                await self._heard.wait()

    def _connected(self, session_kept: bool) -> None:
        super()._connected(session_kept)
        self._heard.set()

    def _take_stored(self, stored: Stored) -> None:
        super()._take_stored(stored)
        self._heard.set()

    def _take_refused(self, refused: Refused) -> None:
        super()._take_refused(refused)
        self._heard.set()


async def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def place(step: int) -> Place:
    """Drive east for a while, park for a while."""
    driven = min(step % 100, 60) + 60 * (step // 100)
    return Place(
        lon_deg=-0.37 + driven * 0.002, lat_deg=49.18, speed_mps=0.0 if step % 100 >= 60 else 7.0, heading_deg=90.0
    )  # fmt: skip


@pytest.mark.parametrize("fault", [*Fault, None])
async def test_in_the_end_the_history_is_what_the_box_numbered(
    settings: Settings, tracking: Tracking, tmp_path: Path, fault: Fault | None
) -> None:
    shares = dict.fromkeys(Fault if fault is None else [fault], 1.0)
    with Noted(tmp_path / "box.sqlite") as journal:
        box = Watched(settings, journal, shares)
        async with tracking(), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(box.run())
            await box.told_time.wait()
            for step in range(STEPS):
                box.step(place(step))
                if step % 60 == 0 and box.can_send:
                    await box.until(lambda: box.waiting == 0)
            box.heal()
            for step in count(STEPS):
                box.step(place(step))
                await box.until(lambda: box.waiting == 0)
                if Fault.TWICE not in shares or box.faults.struck[Fault.TWICE]:
                    break  # on a busy machine it sends few messages, of which few are repeated
            await box.until(lambda: box.waiting == 0)
            running.cancel()
        refused = dict(journal.refused())
    stored = await rows(settings, "SELECT boot, seq FROM positions")
    # With a wrong clock a fix can be both: refused as a jump, then believed with the two that follow it.
    assert {*stored, *refused} == {*journal.given}
    assert len(stored) == len({*stored})
    assert len(journal.given) > STEPS // 4
    assert all(box.faults.struck[one] > 0 for one in shares)
    if not {Fault.MINUTES, Fault.YEARS} & shares.keys():
        assert refused == {}
    if fault in {Fault.REBOOT, Fault.FLAT}:
        assert len({number.boot for number in journal.given}) > 1
    if fault is Fault.YEARS:
        assert set(refused.values()) == {"IN_THE_FUTURE", "TOO_OLD"}
