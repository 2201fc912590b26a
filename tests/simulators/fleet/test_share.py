"""A share of a fleet against a real broker and tracker: all is stored once, and what was cut off comes back with a fresh fix."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from msgspec import structs

from db.engine import connect_arguments
from gateways.cli.fleet import fault, taken
from gateways.mqtt.serve import serve
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Stored
from simulators.faults import Faults
from simulators.fleet import share
from simulators.fleet.share import Load, bear
from simulators.journal import Disk, Journal
from simulators.logbook import Measured
from tests import world
from tests.gateways.mqtt.boxes import PATIENCE_S
from tests.simulators.boxes import identity

BOXES = [(number, identity(unit)) for number, unit in enumerate(world.UNITS)]

CUT = 3
LEAST_FIXES = 50


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait little for the fleet to settle."""
    monkeypatch.setattr(share, "SETTLING_S", 0.2)


async def test_what_boxes_kept_is_stored_once_and_the_cut_ones_come_back(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, over = asyncio.Event(), asyncio.Event()

    class UntilFresh(share.Watch):
        """Ends the load once there is enough to look at."""

        def receipted(self, seconds: float) -> None:
            super().receipted(seconds)
            if sum(self.fresh.values()) == CUT and self.fixes > LEAST_FIXES:
                stop.set()

    monkeypatch.setattr(share, "Watch", UntilFresh)
    often = settings.tracker.model_copy(update={"full_interval_s": 0.2})
    load = Load(seed=1, steady_s=PATIENCE_S, troubles={}, cut_at_s=0.5, cut_boxes=CUT)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(settings.model_copy(update={"tracker": often}), over))
        with Disk(tmp_path / "boxes.sqlite") as disk:
            found = await bear(load, BOXES, disk, settings.mqtt, stop)
            (left,) = disk.database.execute("SELECT count(*) FROM messages").fetchone()
        over.set()
    assert (found.boxes, found.connected, found.refused) == (len(BOXES), len(BOXES), 0)
    assert found.fixes > LEAST_FIXES
    assert sum(found.fresh.values()) == CUT
    assert left == found.waiting
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    rows = await connection.fetch(
        "SELECT box_id, count(*) AS n, min(boot) AS boot, max(seq) AS last FROM positions GROUP BY 1"
    )
    await connection.close()
    assert [row["boot"] for row in rows] == [1] * len(BOXES)
    assert all(row["n"] == row["last"] for row in rows)
    assert sum(row["n"] for row in rows) >= sum(found.receipts.values())
    in_all = await taken(settings, [box.name for _, box in BOXES])
    assert fault([found], in_all) is None
    assert found.kept == sum(row["last"] for row in rows) or found.waiting > 0
    assert found.dropped == 0


class TellingBox(share.LoadBox):
    """A box that is told of receipts without a broker."""

    def tell(self, stored: Stored) -> None:
        """Hand over a receipt."""
        self._take_stored(stored)


async def test_a_receipt_says_nothing_of_another_boot(settings: Settings, tmp_path: Path) -> None:
    with Disk(tmp_path / "boxes.sqlite") as disk:
        watch = share.Watch()
        watch.is_on = True
        journal = Journal(disk, identity().name)
        box = TellingBox(identity(), journal, settings.mqtt, None, 0, watch, Faults(1, {}))
        box.keep(Measured(real_now(), 0.0, 49.0))
        journal.reboot()
        box.keep(Measured(real_now(), 0.0, 49.0))
        for boot, receipts in ((2, 1), (1, 2)):
            box.tell(Stored(boot=boot, seq=1))
            assert sum(watch.receipts.values()) == receipts


async def test_a_share_that_is_told_to_stop_tells_what_it_saw(settings: Settings, tmp_path: Path) -> None:
    stop = asyncio.Event()
    stop.set()
    stranger: list[tuple[int, DemoBox]] = [(0, structs.replace(identity(), credential="not its own"))]
    with Disk(tmp_path / "boxes.sqlite") as disk:
        found = await bear(
            Load(seed=1, steady_s=600.0, troubles={}, cut_at_s=None, cut_boxes=0), stranger, disk, settings.mqtt, stop
        )
    assert (found.boxes, found.connected, found.fixes) == (1, 0, 0)
