"""The garde is relieved on time: the room sees a vehicle for as long as its shift lasts, however late the worker looks."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.directory import REGION_CHAIN_ID, Sector
from db.models.fleet import GardeShift, Vehicle, VehicleVisibility
from db.models.trail import Fact
from dispatch.vehicles import service as vehicles
from gateways.worker.garde import TRY_TURN, keep
from kit.clock import Clock
from kit.ids import CentreId, new_id
from kit.settings import InstanceSettings, RegionSettings, Settings
from kit.wire.codes.means import VisibilityReason
from tests.country import folder
from tests.world import AMBULANCE_BAYEUX, AMBULANCE_CAEN, AMBULANCE_ROUEN, CAEN, NOON, SMUR_CAEN

Engines = dict[str, AsyncEngine]
HOUR = timedelta(hours=1)
TURNS = (AMBULANCE_CAEN, AMBULANCE_BAYEUX, AMBULANCE_ROUEN)


@pytest.fixture
def production(database: Settings) -> Settings:
    """Settings of an instance whose table of garde is somebody's to write."""
    return database.model_copy(update={"instance": InstanceSettings(kind="production")})


@pytest.fixture
async def sector(engines: Engines) -> None:
    """A sector whose turns the world's ambulances take, seen for no other reason."""
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            insert(Sector).values(
                code="14-1", name="Caen", department_code="14", centre_id=CAEN, day_lines=1, night_lines=1
            )
        )
        ids = [unit.vehicle_id for unit in TURNS]
        await connection.execute(update(Vehicle).where(Vehicle.id.in_(ids)).values(sector_code="14-1"))
        await connection.execute(
            update(VehicleVisibility).where(VehicleVisibility.vehicle_id.in_(ids)).values(to_at=NOON - HOUR)
        )


async def _shift(engines: Engines, line: int, unit: object, from_at: datetime, to_at: datetime) -> None:
    vehicle_id = next(one.vehicle_id for one in TURNS if one is unit)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            insert(GardeShift).values(
                id=new_id(), sector_code="14-1", line=line, vehicle_id=vehicle_id, from_at=from_at, to_at=to_at
            )
        )


async def _relieve(engines: Engines, clock: Clock, settings: Settings) -> set[str]:
    """Run the job to its end; give the call signs the room sees for their garde."""
    while await keep(engines["rramu_worker"], clock, settings):
        pass
    async with reading(engines["rramu_api"], None, ()) as session:
        views = await vehicles.views(session, clock.now())
    return {view.call_sign for view in views if VisibilityReason.GARDE in view.visible_for}


@pytest.mark.usefixtures("sector")
async def test_the_room_sees_each_vehicle_for_its_shift(engines: Engines, clock: Clock, production: Settings) -> None:
    await _shift(engines, 1, AMBULANCE_CAEN, NOON - HOUR, NOON + HOUR)
    await _shift(engines, 1, AMBULANCE_BAYEUX, NOON + HOUR, NOON + 2 * HOUR)
    smur = SMUR_CAEN.call_sign

    assert await _relieve(engines, clock, production) == {smur, "VSAV Caen 1", AMBULANCE_CAEN.call_sign}
    clock.real = lambda: NOON + HOUR
    assert await _relieve(engines, clock, production) == {smur, "VSAV Caen 1", AMBULANCE_BAYEUX.call_sign}
    clock.real = lambda: NOON + 30 * HOUR
    assert await _relieve(engines, clock, production) == {smur, "VSAV Caen 1"}

    async with reading(engines["rramu_worker"], None, [CentreId(REGION_CHAIN_ID)]) as session:
        told = await session.execute(
            select(Fact.kind, Fact.vehicle_id).where(Fact.kind.startswith("vehicle.garde")).order_by(Fact.id)
        )
    assert [(kind, vehicle_id) for kind, vehicle_id in told] == [
        ("vehicle.garde_begun", AMBULANCE_CAEN.vehicle_id),
        ("vehicle.garde_begun", AMBULANCE_BAYEUX.vehicle_id),
        ("vehicle.garde_ended", AMBULANCE_CAEN.vehicle_id),
        ("vehicle.garde_ended", AMBULANCE_BAYEUX.vehicle_id),
    ]


@pytest.mark.usefixtures("sector")
async def test_two_shifts_in_a_row_are_one_sight(engines: Engines, clock: Clock, production: Settings) -> None:
    await _shift(engines, 1, AMBULANCE_CAEN, NOON - HOUR, NOON + HOUR)
    await _shift(engines, 2, AMBULANCE_CAEN, NOON + HOUR, NOON + 2 * HOUR)
    before = await _relieve(engines, clock, production)
    clock.real = lambda: NOON + HOUR
    assert await _relieve(engines, clock, production) == before
    async with reading(engines["rramu_api"], None, ()) as session:
        view = await vehicles.view(session, clock.now(), AMBULANCE_CAEN.vehicle_id)
    assert view.version == 2


@pytest.mark.usefixtures("sector")
async def test_one_worker_at_a_time(engines: Engines, clock: Clock, production: Settings) -> None:
    await _shift(engines, 1, AMBULANCE_CAEN, NOON - HOUR, NOON + HOUR)
    async with writing(engines["rramu_worker"], None, ()) as other:
        await other.execute(TRY_TURN)
        assert not await keep(engines["rramu_worker"], clock, production)
    assert await keep(engines["rramu_worker"], clock, production)


@pytest.mark.usefixtures("sector")
async def test_a_demo_s_table_is_foreseen_a_production_s_is_not(
    engines: Engines, clock: Clock, database: Settings, production: Settings
) -> None:
    demo = database.model_copy(
        update={"instance": InstanceSettings(kind="demo"), "region": RegionSettings(folder=folder())}
    )
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            update(Vehicle).where(Vehicle.id == AMBULANCE_CAEN.vehicle_id).values(call_sign="TSU 14-001")
        )
    await _relieve(engines, clock, production)
    assert await _shifts(engines) == []
    await _relieve(engines, clock, demo)
    foreseen = await _shifts(engines)
    assert foreseen
    assert max(foreseen) < NOON + timedelta(days=14)
    await _relieve(engines, clock, demo)
    assert await _shifts(engines) == foreseen


@pytest.mark.usefixtures("sector")
async def test_a_region_that_cannot_be_read_keeps_nobody_from_being_relieved(
    engines: Engines, clock: Clock, database: Settings, tmp_path: Path
) -> None:
    demo = database.model_copy(
        update={"instance": InstanceSettings(kind="demo"), "region": RegionSettings(folder=tmp_path / "nowhere")}
    )
    await _shift(engines, 1, AMBULANCE_CAEN, NOON - HOUR, NOON + HOUR)
    assert await keep(engines["rramu_worker"], clock, demo)
    with pytest.raises(FileNotFoundError):
        await keep(engines["rramu_worker"], clock, demo)
    async with reading(engines["rramu_api"], None, ()) as session:
        view = await vehicles.view(session, clock.now(), AMBULANCE_CAEN.vehicle_id)
    assert VisibilityReason.GARDE in view.visible_for


async def _shifts(engines: Engines) -> list[datetime]:
    async with reading(engines["rramu_api"], None, ()) as session:
        return list(await session.scalars(select(GardeShift.from_at).order_by(GardeShift.from_at)))
