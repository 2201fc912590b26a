"""Vehicles and boxes beside the region's own: there once, seen by the room, known to the broker."""

from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments, reading
from dispatch.vehicles import service as vehicles
from gateways.cli.errors import CommandError
from gateways.cli.seed.extra import provision, retire
from gateways.cli.seed.files import Files
from kit.settings import InstanceSettings, Settings
from kit.wire.codes.means import Availability
from socle.boxes.credential import matches
from tests import world

SINCE = world.NOON - timedelta(hours=1)
NAMES = ["drive-22", "drive-46"]


@pytest.fixture
def demo(database: Settings) -> Settings:
    """Give an instance for trying things out."""
    return database.model_copy(update={"instance": InstanceSettings(kind="demo")})


async def rows(settings: Settings) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        found: list[asyncpg.Record] = await connection.fetch(
            "SELECT v.call_sign, b.name, b.broker_hash, l.from_at, s.from_at AS seen_from FROM vehicles v"
            " JOIN box_links l ON l.vehicle_id = v.id JOIN boxes b ON b.id = l.box_id"
            " JOIN vehicle_visibility s ON s.vehicle_id = v.id WHERE v.call_sign LIKE 'drive-%' ORDER BY v.call_sign"
        )
        return found
    finally:
        await connection.close()


async def test_each_name_gets_a_vehicle_and_a_box_the_broker_can_know(demo: Settings, tmp_path: Path) -> None:
    made = await provision(demo, NAMES, Files(tmp_path), SINCE)
    assert [(box.name, box.call_sign) for box in made] == [(name, name) for name in NAMES]
    found = await rows(demo)
    assert [(row["call_sign"], row["name"]) for row in found] == [(name, name) for name in NAMES]
    assert {row["from_at"] for row in found} | {row["seen_from"] for row in found} == {SINCE}
    assert all(matches(box.credential, row["broker_hash"]) for box, row in zip(made, found, strict=True))
    assert Files(tmp_path).boxes() == made


async def test_a_second_time_changes_nothing_and_a_lost_file_gives_new_credentials(
    demo: Settings, tmp_path: Path
) -> None:
    first = await provision(demo, NAMES[:1], Files(tmp_path), SINCE)
    assert await provision(demo, NAMES[:1], Files(tmp_path), SINCE) == first
    both = await provision(demo, NAMES, Files(tmp_path), SINCE)
    assert both[0] == first[0]
    again = await provision(demo, NAMES, Files(tmp_path / "lost"), SINCE)
    assert [box.name for box in again] == NAMES
    assert not {box.credential for box in again} & {box.credential for box in both}
    assert len(await rows(demo)) == len(NAMES)


async def test_the_room_sees_them_no_more_after_a_load_and_again_during_the_next(
    demo: Settings, engines: dict[str, AsyncEngine], tmp_path: Path
) -> None:
    async def seen(at: datetime) -> dict[str, tuple[Availability, bool]]:
        async with reading(engines["rramu_api"], None, ()) as session:
            views = await vehicles.views(session, at)
        return {
            view.call_sign: (view.availability, bool(view.visible_for)) for view in views if view.call_sign in NAMES
        }

    await provision(demo, NAMES, Files(tmp_path), SINCE)
    assert await seen(world.NOON) == dict.fromkeys(NAMES, (Availability.AVAILABLE, True))
    await retire(demo, NAMES, world.NOON)
    assert await seen(world.NOON) == dict.fromkeys(NAMES, (Availability.UNAVAILABLE, False))
    again = world.NOON + timedelta(hours=1)
    await provision(demo, NAMES[:1], Files(tmp_path), again)
    assert await seen(again) == {
        NAMES[0]: (Availability.AVAILABLE, True),
        NAMES[1]: (Availability.UNAVAILABLE, False),
    }


async def test_a_production_instance_takes_none(database: Settings, tmp_path: Path) -> None:
    production = database.model_copy(update={"instance": InstanceSettings(kind="production")})
    with pytest.raises(CommandError, match="production"):
        await provision(production, NAMES, Files(tmp_path), SINCE)
