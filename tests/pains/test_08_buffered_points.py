"""Pain 8: buffered points make vehicles jump back.

What comes late is history only: stored as such, never shown (`tracker/filters.py`, `tracker/ingest.py`).
"""

from datetime import timedelta

from kit.clock import real_now
from kit.settings import Settings
from kit.wire.telemetry import MAXIMUM_BATCH_FIXES
from tests import world
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import Room, rows

VEHICLE = world.AMBULANCE_CAEN.vehicle_id
NOW = MAXIMUM_BATCH_FIXES + 1
STEP = timedelta(seconds=5)


async def test_a_backlog_fills_the_trail_and_moves_nobody_back(
    room: Room, settings: Settings, tracking: Tracking
) -> None:
    now = real_now()
    backlog = [
        fix(seq, measured_at=(now - (NOW - seq) * STEP).isoformat(), lon_deg=-0.42 + 0.00025 * seq)
        for seq in range(1, NOW)
    ]
    async with connected(settings) as box, tracking(box), room.desk() as screen:
        await screen.subscribe()
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 1})
        await box.say("live", fix(NOW, measured_at=now.isoformat()))
        await screen.until(lambda: VEHICLE in screen.positions)
        await box.say("track", backlog)
        await box.until_stored(NOW - 1)
        await box.say("track", [fix(NOW, measured_at=now.isoformat()), fix(NOW + 1)])
        await box.until_stored(NOW + 1)
        await screen.until(lambda: screen.positions[VEHICLE].seq == NOW + 1)
        shown = [seq for seq in range(1, NOW) if any(f'"seq":{seq},' in frame for frame in screen.heard)]
        assert shown == []
    trail = await rows(settings, "SELECT seq, late FROM positions ORDER BY measured_at")
    assert trail == [*((seq, True) for seq in range(1, NOW)), (NOW, False), (NOW + 1, False)]
    assert await rows(settings, "SELECT seq FROM last_positions") == [(NOW + 1,)]
