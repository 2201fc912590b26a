"""One active and one reserved mission per vehicle and per team."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.vehicles import occupancy, service
from dispatch.vehicles.occupancy import Slot, TeamBusy, VehicleBusy
from kit.clock import Clock
from kit.ids import MissionId, new_id
from kit.wire.codes.missions import MissionStatus
from kit.wire.vehicles import VehicleView
from tests import world
from tests.dispatch.story import Story

UNIT = world.AMBULANCE_CAEN
TRIES = 200


async def claim(
    story: Story, unit: world.Unit = UNIT, slot: Slot = "ACTIVE", crew: world.Unit | None = None
) -> MissionId:
    mission_id = MissionId(new_id())
    await occupancy.claim(
        story.session,
        vehicle_id=unit.vehicle_id,
        team_id=(crew or unit).team_id,
        mission_id=mission_id,
        slot=slot,
        centre_id=world.CAEN,
        status=MissionStatus.DECISION,
        at=story.clock.now(),
    )
    return mission_id


async def seen(story: Story) -> VehicleView:
    return await service.view(story.session, story.clock.now(), UNIT.vehicle_id)


async def test_a_vehicle_holds_one_active_and_one_reserved_mission(story: Story) -> None:
    active = await claim(story)
    reserved = await claim(story, slot="RESERVED")
    vehicle = await seen(story)
    assert (vehicle.mission_id, vehicle.reserved_mission_id) == (active, reserved)
    for slot in ("ACTIVE", "RESERVED"):
        with pytest.raises(VehicleBusy):
            await claim(story, slot=slot)


async def test_a_team_is_busy_on_any_vehicle(story: Story) -> None:
    await claim(story)
    with pytest.raises(TeamBusy):
        await claim(story, world.AMBULANCE_BAYEUX, crew=UNIT)


async def test_every_change_gives_the_vehicle_a_newer_version(story: Story) -> None:
    versions = [(await seen(story)).version]
    mission_id = await claim(story)
    versions.append((await seen(story)).version)
    await occupancy.set_status(story.session, mission_id, MissionStatus.DEPART)
    assert (await seen(story)).mission_status is MissionStatus.DEPART
    versions.append((await seen(story)).version)
    assert await occupancy.release(story.session, mission_id) == UNIT.vehicle_id
    versions.append((await seen(story)).version)
    assert versions == sorted(set(versions))


async def test_freeing_twice_and_a_late_status_change_nothing(story: Story) -> None:
    mission_id = await claim(story)
    await occupancy.release(story.session, mission_id)
    before = await seen(story)
    assert await occupancy.release(story.session, mission_id) is None
    await occupancy.set_status(story.session, mission_id, MissionStatus.REN_BASE)
    assert await seen(story) == before


async def test_the_indexes_say_so_themselves(story: Story) -> None:
    names = await story.session.scalars(
        text("SELECT indexdef FROM pg_indexes WHERE tablename = 'occupancy' AND indexdef LIKE '%UNIQUE%'")
    )
    columns = {definition.partition("(")[2].rstrip(")") for definition in names}
    assert {"vehicle_id, slot", "team_id, slot"} <= columns


async def test_of_claims_made_together_exactly_one_wins(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]

    async def try_(crew: world.Unit) -> MissionId | None:
        try:
            async with writing(api, None, [world.CAEN]) as session:
                return await claim(Story(session, clock), crew=crew)
        except (VehicleBusy, TeamBusy):
            return None

    for _ in range(TRIES):
        won = [mission for mission in await asyncio.gather(*(try_(unit) for unit in world.UNITS[:3])) if mission]
        assert len(won) == 1
        async with writing(api, None, [world.CAEN]) as session:
            assert await occupancy.release(session, won[0]) == UNIT.vehicle_id
