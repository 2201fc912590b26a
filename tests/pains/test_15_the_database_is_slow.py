"""Pain 15: the database becomes the bottleneck, hours of delay.

The map does not wait for the store; what waits is counted, watched (`FixesWait` in `docs/operations/alerts.yml`), stored in batches
into the day's partition, and acknowledged only then (`tracker/settling.py`, `tracker/store.py`).
"""

import asyncpg

from db.engine import connect_arguments
from kit.metrics import REGISTRY
from kit.settings import Settings
from tests import world
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import Room, rows

FIXES = 300
VEHICLE = world.AMBULANCE_CAEN.vehicle_id


async def test_the_map_goes_on_what_waits_is_counted_and_comes_in_batches(
    room: Room, settings: Settings, tracking: Tracking
) -> None:
    owner = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    async with connected(settings) as box, tracking(box), room.desk() as screen:
        await screen.subscribe()
        stuck = owner.transaction()
        await stuck.start()
        await owner.execute("LOCK TABLE positions IN ACCESS EXCLUSIVE MODE")
        for seq in range(1, FIXES + 1):
            await box.say("track", [fix(seq)])
        await screen.until(lambda: VEHICLE in screen.positions and screen.positions[VEHICLE].seq == FIXES)
        waiting = REGISTRY.get_sample_value("rramu_tracker_queue_fixes")
        assert waiting is not None
        assert waiting >= FIXES - 1
        assert box.stored.empty()
        await stuck.rollback()
        await box.until_stored(FIXES)
        assert REGISTRY.get_sample_value("rramu_tracker_queue_fixes") == 0
    await owner.close()
    [(stored, transactions)] = await rows(settings, "SELECT count(*), count(DISTINCT xmin::text) FROM positions")
    assert stored == FIXES
    assert isinstance(transactions, int)
    assert transactions < FIXES / 20
    assert await rows(settings, "SELECT DISTINCT tableoid = 'positions'::regclass FROM positions") == [(False,)]
