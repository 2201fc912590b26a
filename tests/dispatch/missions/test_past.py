"""The room at a past instant is what screens had then, whatever has happened since."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, make_engine, reading, writing
from db.models.directory import REGION_CHAIN_ID
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.missions import past, service
from dispatch.vehicles import service as vehicles
from kit.caller import Author
from kit.clock import Clock
from kit.ids import CentreId
from kit.settings import Settings
from kit.wire.codes.means import Availability
from kit.wire.past import PastRoom
from tests import world
from tests.dispatch.chance import Room, settle
from tests.dispatch.drive import drive
from tests.dispatch.story import Story

Engines = dict[str, AsyncEngine]


async def _past(settings: Settings, at: datetime, centre_id: CentreId = world.CAEN) -> PastRoom:
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, [centre_id, CentreId(REGION_CHAIN_ID)]) as session:
            return await past.room(session, centre_id, at)
    finally:
        await engine.dispose()


async def _live(session: Reading) -> tuple[object, object, object]:
    return await calls.views(session), await cases.views(session), await service.views(session)


async def test_the_past_is_bit_exact(engines: Engines, database: Settings, clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).mission()
    room = Room(engines["rramu_api"], clock, random.Random(4))
    screens: dict[datetime, tuple[object, object, object]] = {}
    for _ in range(5):
        for _ in range(40):
            await room.act()
        await settle(engines["rramu_worker"], clock)
        async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
            screens[clock.now()] = await _live(session)

    for at, then in screens.items():
        rebuilt = await _past(database, at)
        assert (rebuilt.calls, rebuilt.cases, rebuilt.missions) == then
    assert any(all(then) for then in screens.values()), "chance left the room empty"


def later(clock: Clock, minutes: float) -> None:
    """Let domain time pass."""
    then = clock.real() + timedelta(minutes=minutes)
    clock.real = lambda: then


async def test_another_centre_s_past_is_not_seen(engines: Engines, database: Settings, clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).case()
    assert (await _past(database, clock.now())).cases
    rouen = await _past(database, clock.now(), world.ROUEN)
    assert (rouen.calls, rouen.cases, rouen.missions) == ([], [], [])


async def test_vehicles_are_where_their_last_fix_known_then_put_them(
    engines: Engines, database: Settings, clock: Clock
) -> None:
    at = clock.now()
    unit = world.AMBULANCE_CAEN
    fixes = [(-60.0, -59.0, -0.30), (-20.0, -19.0, -0.31), (-5.0, 2.0, -0.32), (5.0, 6.0, -0.33)]
    await drive(
        engines["rramu_owner"],
        unit,
        [
            (at + timedelta(seconds=measured_s), at + timedelta(seconds=received_s), lon_deg)
            for measured_s, received_s, lon_deg in fixes
        ],
    )
    found = {fix.vehicle_id: fix.lon_deg for fix in (await _past(database, at)).positions}
    assert found == {unit.vehicle_id: -0.31}


async def test_of_a_minute_only_the_newest_fix_of_a_vehicle_and_step_is_read(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "ROWS_AT_ONCE", 2)
    noon, step = world.NOON, timedelta(seconds=0.1)
    units = (world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX)
    received_ms = (0, 1, 50, 100, 101, 250, 60_000, 60_001)
    for unit in units:
        received = [noon + timedelta(milliseconds=ms) for ms in received_ms]
        await drive(engines["rramu_owner"], unit, [(at - timedelta(seconds=1), at, 0.0) for at in received])
    vehicle_ids = [unit.vehicle_id for unit in units]
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        fixes = await past.positions_between(session, vehicle_ids, noon, noon + timedelta(minutes=1), step)
    for vehicle_id in vehicle_ids:
        of_it = [fix.received_at - noon for fix in fixes if fix.vehicle_id == vehicle_id]
        assert [at / timedelta(milliseconds=1) for at in of_it] == [100, 101, 250, 60_000]


async def test_vehicles_have_the_availability_and_the_mission_of_then(
    engines: Engines, database: Settings, clock: Clock
) -> None:
    unit = world.AMBULANCE_CAEN
    seen: list[datetime] = []

    async def tell(availability: Availability) -> None:
        async with writing(engines["rramu_worker"], None, [world.CAEN, CentreId(REGION_CHAIN_ID)]) as session:
            author = Author(None, "BOX")
            await vehicles.declare_availability(session, author, unit.vehicle_id, availability, clock.now())
        seen.append(clock.now())

    await tell(Availability.AVAILABLE)
    later(clock, minutes=5)
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        mission = await Story(session, clock).mission(unit)
    seen.append(clock.now())
    later(clock, minutes=5)
    await tell(Availability.UNAVAILABLE)

    then = [
        next((one for one in (await _past(database, at)).vehicles if one.id == unit.vehicle_id), None) for at in seen
    ]
    assert [one and (one.availability, one.mission_id) for one in then] == [
        (Availability.AVAILABLE, None),
        (Availability.AVAILABLE, mission.id),
        (Availability.UNAVAILABLE, mission.id),
    ]
