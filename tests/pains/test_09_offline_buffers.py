"""Pain 9: offline buffers lost on reboot, and queues nobody sees.

A box keeps on its disk what has no receipt, across boots (`docs/box-protocol.md`, `simulators/journal.py`); the length and the oldest
age of what waits are in every word on its health, and in the park (`tracker/park.py`, *Boîtiers*).
"""

from pathlib import Path

import httpx
import msgspec
import pytest

from gateways.mqtt import serve as tracker
from kit.settings import Settings
from kit.wire.boxes import BoxView
from simulators import outgoing
from simulators.journal import Journal
from simulators.travel import Place
from tests import world
from tests.pains.conftest import Room, rows
from tests.simulators.boxes import WatchedBox, running
from tests.simulators.conftest import Tracking
from tests.simulators.conftest import tracking as whole_tracker

__all__ = ["whole_tracker"]  # without a box that must hear it first

HERE = Place(lon_deg=-0.37, lat_deg=49.18, speed_mps=0.0, heading_deg=None)


async def in_the_park(manager: httpx.AsyncClient, name: str) -> BoxView:
    """Give what the park's manager sees of a box."""
    boxes = msgspec.json.decode((await manager.get("/boxes")).raise_for_status().content, type=list[BoxView])
    return next(one for one in boxes if one.name == name)


async def test_what_waits_survives_reboots_is_seen_in_the_park_and_is_stored(
    room: Room, settings: Settings, whole_tracker: Tracking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker, "PARK_S", 0.05)
    monkeypatch.setattr(outgoing, "RESEND_AFTER_S", 1.0)
    file = tmp_path / "box.sqlite"
    with Journal(file) as journal:  # a first boot, of which nothing was heard
        WatchedBox(settings, journal).record(HERE)
    async with whole_tracker(), running(settings, file) as box:
        await box.until(lambda: box.waiting == 0 and box.told_time.is_set())
        box.lose_network()
        box.record(HERE)
        box.record(HERE)
        oldest_at = box.oldest_at
        box.reboot()
        box.record(HERE)
        box.find_network()
        async with room.client(world.ADMINISTRATOR) as manager:
            while not (seen := await in_the_park(manager, box.identity.name)).queue_length:
                pass
        assert (seen.queue_length, seen.oldest_queued_at) == (3, oldest_at)
        await box.until(lambda: box.waiting == 0)
    stored = await rows(settings, "SELECT boot, count(*) FROM positions GROUP BY boot ORDER BY boot")
    assert stored == [(1, 1), (2, 2), (3, 1)]
