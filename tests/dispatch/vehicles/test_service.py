"""The fleet as operators see it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models.fleet import Crew, Vehicle, VehicleVisibility
from dispatch.missions.follow import CREW
from dispatch.vehicles import service
from kit.errors import NotFound
from kit.ids import VehicleId, new_id
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import MissionStatus
from kit.wire.vehicles import VehicleView
from tests import world
from tests.dispatch.story import Story

UNIT = world.AMBULANCE_CAEN
S, V = MissionStatus, VisibilityReason


async def seen(story: Story) -> VehicleView:
    return await service.view(story.session, story.clock.now(), UNIT.vehicle_id)


async def declare(story: Story, word: Availability, minutes_ago: float = 0) -> bool:
    at = story.clock.now() - timedelta(minutes=minutes_ago)
    return await service.declare_availability(story.session, CREW, UNIT.vehicle_id, word, at)


async def test_the_whole_region_is_seen_with_its_crews(story: Story) -> None:
    fleet = await service.views(story.session, story.clock.now())
    assert [vehicle.call_sign for vehicle in fleet] == sorted(unit.call_sign for unit in world.UNITS)
    smur = next(vehicle for vehicle in fleet if vehicle.id == world.SMUR_CAEN.vehicle_id)
    assert (smur.type, smur.team_level, smur.organisation) == (VehicleType.SMUR_VLM, MedicalLevel.MED, "CHU de Caen")
    assert (smur.visible_for, smur.mission_id) == ([V.GARDE], None)


async def test_an_unknown_vehicle_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        await service.view(story.session, story.clock.now(), world.CAEN)
    with pytest.raises(NotFound):
        await service.declare_availability(
            story.session, CREW, VehicleId(world.CAEN), Availability.AVAILABLE, story.clock.now()
        )


async def test_a_vehicle_without_a_crew_shows_none(story: Story) -> None:
    await story.session.execute(update(Crew).where(Crew.vehicle_id == UNIT.vehicle_id).values(to_at=story.clock.now()))
    assert ((await seen(story)).team_id, (await seen(story)).team_level) == (None, None)


async def test_visibility_has_reasons_and_ends(story: Story) -> None:
    await service.show(story.session, UNIT.vehicle_id, V.MISSION, story.clock.now())
    await service.show(story.session, UNIT.vehicle_id, V.MISSION, story.clock.now())
    assert (await seen(story)).visible_for == [V.GARDE, V.MISSION]
    await service.hide(story.session, UNIT.vehicle_id, V.MISSION, story.clock.now())
    await service.hide(story.session, UNIT.vehicle_id, V.GARDE, story.clock.now())
    story.later(1)
    hidden = await seen(story)
    assert hidden.visible_for == []
    await service.hide(story.session, UNIT.vehicle_id, V.GARDE, story.clock.now())
    assert await seen(story) == hidden


async def test_a_planned_end_of_garde_needs_no_hand(story: Story) -> None:
    story.session.add(
        VehicleVisibility(
            id=new_id(),
            vehicle_id=UNIT.vehicle_id,
            reason=V.DECLARED,
            from_at=world.NOON,
            to_at=world.NOON + timedelta(minutes=10),
        )
    )
    assert V.DECLARED in (await seen(story)).visible_for
    story.later(10)
    assert V.DECLARED not in (await seen(story)).visible_for


async def test_a_crews_word_is_kept_on_the_regions_chain(story: Story) -> None:
    before = await seen(story)
    assert await declare(story, Availability.UNAVAILABLE)
    after = await seen(story)
    assert (after.availability, after.availability_at) == (Availability.UNAVAILABLE, world.NOON)
    assert after.version > before.version


async def test_the_room_sees_a_volunteer_from_its_word_to_its_word(story: Story) -> None:
    await service.hide(story.session, UNIT.vehicle_id, V.GARDE, story.clock.now())
    story.later(1)
    await declare(story, Availability.AVAILABLE)
    assert (await seen(story)).visible_for == [V.DECLARED]
    story.later(60)
    await declare(story, Availability.UNAVAILABLE)
    story.later(1)
    assert (await seen(story)).visible_for == []


async def test_a_seated_transport_is_never_seen(story: Story) -> None:
    await service.hide(story.session, UNIT.vehicle_id, V.GARDE, story.clock.now())
    seated = update(Vehicle).where(Vehicle.id == UNIT.vehicle_id).values(type=VehicleType.TSU_VSL)
    await story.session.execute(seated)
    story.later(1)
    await declare(story, Availability.AVAILABLE)
    assert (await seen(story)).visible_for == []


async def test_an_older_word_changes_nothing(story: Story) -> None:
    await declare(story, Availability.UNAVAILABLE)
    assert not await declare(story, Availability.AVAILABLE, minutes_ago=5)
    assert (await seen(story)).availability is Availability.UNAVAILABLE


@pytest.mark.parametrize(
    ("passed", "freed"),
    [
        ([S.DEPART, S.ARRIVEE], False),
        ([S.DEPART, S.ARRIVEE, S.TRANSP, S.DESTIN], False),
        ([S.DEPART, S.ARRIVEE, S.TRANSP, S.DESTIN, S.FINPEC], True),
        ([S.DEPART, S.ARRIVEE, S.RETOUR], True),
    ],
)
async def test_the_crew_is_free_when_it_says_so_once_its_patient_is_handed_over(
    story: Story, passed: list[MissionStatus], freed: bool
) -> None:
    mission = await story.mission(UNIT)
    await story.status(mission.id, *passed)
    assert await declare(story, Availability.AVAILABLE)
    vehicle = await seen(story)
    assert (vehicle.mission_id is None) is freed
    assert (V.MISSION in vehicle.visible_for) is not freed
