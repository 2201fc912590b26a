"""Pain 7: duplicates.

Every fix has its key, (box, boot, sequence, measured time), every button and receipt of a crew too, every command its own
(`tracker/store.py`, `gateways/http/transactions.py`): replaying three times changes nothing, and no screen hears of it.
"""

from kit.clock import real_now
from kit.settings import Settings
from tests import world
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import Room, rows

TABLES = ("positions", "last_positions", "box_messages", "refused_fixes", "calls", "facts")
UNIT = world.AMBULANCE_CAEN


async def everything(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Give every row that what is replayed could touch."""
    return {table: await rows(settings, f"SELECT t::text FROM {table} t ORDER BY 1") for table in TABLES}  # noqa: S608 - names of ours


async def test_replaying_three_times_changes_nothing(room: Room, settings: Settings, tracking: Tracking) -> None:
    batch = [fix(1), fix(2, lon_deg=-0.3701), fix(3, measured_at="2036-01-01T00:00:00Z")]
    button = {"boot": 1, "seq": 4, "at": real_now().isoformat(), "availability": "AVAILABLE"}
    call = {"external_id": "ext-7", "centre_id": str(world.CAEN), "line": "15"}
    async with (
        connected(settings) as box,
        tracking(box),
        room.desk() as screen,
        room.client(world.TELEPHONY_CAEN) as exchange,
    ):
        await screen.subscribe(room=False)

        async def play() -> None:
            await box.say("track", batch)
            await box.say("status", button)
            await box.until_stored(4)
            (await exchange.post("/calls", json=call, headers={"Idempotency-Key": "once"})).raise_for_status()

        await play()
        await screen.until(lambda: UNIT.vehicle_id in screen.positions)
        once, told = await everything(settings), len([frame for frame in screen.heard if '"moved"' in frame])
        assert all(once[table] for table in TABLES)
        for _ in range(3):
            await play()
        assert await everything(settings) == once
        await box.say("track", [fix(5, lon_deg=-0.3702)])
        await screen.until(lambda: screen.positions[UNIT.vehicle_id].seq == 5)
        assert len([frame for frame in screen.heard if '"moved"' in frame]) == told + 1
