"""Which vehicle a box sat in, when."""

from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_pool
from db.models.boxes import Box, BoxLink
from db.models.fleet import VehicleVisibility
from kit.ids import new_id
from kit.settings import Settings
from tests import world
from tracker.boxes import BoxRegister

MOVED_AT = world.NOON - timedelta(hours=1)
OLD, NEW = world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX


async def _register(database: Settings) -> BoxRegister:
    register = BoxRegister()
    pool = await make_pool(database, "rramu_tracker", 1)
    await register.refresh(pool, world.NOON)
    await pool.close()
    return register


async def test_a_box_that_changed_vehicle_is_where_it_was_at_each_time(
    database: Settings, engines: dict[str, AsyncEngine]
) -> None:
    async with engines["rramu_api"].begin() as connection:
        await connection.execute(update(BoxLink).where(BoxLink.box_id == OLD.box_id).values(to_at=MOVED_AT))
        await connection.execute(
            insert(BoxLink).values(
                id=new_id(), box_id=OLD.box_id, vehicle_id=NEW.vehicle_id, from_at=MOVED_AT, to_at=None
            )
        )
    box = (await _register(database)).named(OLD.box_name)
    assert box is not None
    assert box.vehicle_at(MOVED_AT - timedelta(seconds=1)) == OLD.vehicle_id
    assert box.vehicle_at(MOVED_AT) == box.vehicle_now() == NEW.vehicle_id
    assert box.vehicle_at(world.START - timedelta(days=1)) is None


async def test_revoked_boxes_are_known_as_such(database: Settings, engines: dict[str, AsyncEngine]) -> None:
    async with engines["rramu_api"].begin() as connection:
        await connection.execute(update(Box).where(Box.id == OLD.box_id).values(state="REVOKED", revoked_at=world.NOON))
    register = await _register(database)
    box = register.named(OLD.box_name)
    assert box is not None
    assert not box.active
    assert box.id not in {each.id for each in register.of("p01")}
    assert register.get(NEW.box_id) == register.named(NEW.box_name)


async def test_a_vehicle_out_of_every_period_is_not_visible(
    database: Settings, engines: dict[str, AsyncEngine]
) -> None:
    async with engines["rramu_api"].begin() as connection:
        await connection.execute(
            update(VehicleVisibility).where(VehicleVisibility.vehicle_id == OLD.vehicle_id).values(to_at=MOVED_AT)
        )
    register = await _register(database)
    visible = {
        box.name for unit in world.UNITS for box in register.of(f"p{unit.partition:02}") if register.is_visible(box)
    }
    assert visible == {unit.box_name for unit in world.UNITS if unit is not OLD}
