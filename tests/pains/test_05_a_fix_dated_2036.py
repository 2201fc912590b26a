"""Pain 5: a fix dated 2036 stays "latest" for ever.

The future is refused, told, and kept a week to be looked at (`tracker/filters.py`, `socle/boxes/park.py`); how far a box's clock is
ahead is estimated from what it sends, and costs it no fix (`tracker/clocks.py`).
"""

from datetime import timedelta

import pytest

from gateways.mqtt import serve as tracker
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal
from tests import world
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import Room, rows

UNIT = world.AMBULANCE_CAEN
AHEAD = timedelta(seconds=45)


async def test_a_fix_dated_2036_is_set_aside_and_the_next_one_is_the_latest(
    room: Room, settings: Settings, tracking: Tracking
) -> None:
    async with connected(settings) as box, tracking(box), room.desk() as screen:
        await screen.subscribe()
        await box.say("track", [fix(1), fix(2, measured_at="2036-01-01T00:00:00Z", lon_deg=-0.3701)])
        [refused] = (await box.next_refusal()).items
        assert (refused.seq, refused.reason) == (2, FixRefusal.IN_THE_FUTURE)
        await box.say("track", [fix(3, lon_deg=-0.3702)])
        await box.until_stored(3)
        await screen.until(lambda: UNIT.vehicle_id in screen.positions and screen.positions[UNIT.vehicle_id].seq == 3)
    assert await rows(settings, "SELECT seq FROM last_positions") == [(3,)]
    async with room.client(world.ADMINISTRATOR) as manager:
        kept = (await manager.get(f"/boxes/{UNIT.box_id}/refused")).raise_for_status().json()
    assert [one["reason"] for one in kept] == ["IN_THE_FUTURE"]


async def test_a_clock_that_is_ahead_is_estimated_and_costs_no_more_fixes(
    settings: Settings, tracking: Tracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker, "PARK_S", 0.05)
    async with connected(settings) as box, tracking(box):
        for seq in range(1, 7):
            ahead = (real_now() + AHEAD).isoformat()
            await box.say("track", [fix(seq, measured_at=ahead, sent_at=ahead)])
        await box.until_stored(6)
        while not (known := await rows(settings, "SELECT clock_ahead_s FROM box_states WHERE clock_ahead_s > 30")):
            await box.say("health", {"at": real_now().isoformat(), "queue_length": 0})
    [(ahead_s,)] = known
    assert isinstance(ahead_s, float)
    assert AHEAD.total_seconds() - 15 < ahead_s <= AHEAD.total_seconds()
    refused = [seq for (seq,) in await rows(settings, "SELECT seq FROM refused_fixes")]
    stored = [seq for (seq,) in await rows(settings, "SELECT seq FROM positions ORDER BY seq")]
    assert stored[-3:] == [4, 5, 6]
    assert sorted([*map(str, stored), *map(str, refused)]) == [str(seq) for seq in range(1, 7)]
