"""Each party outside the room sees its own, and of it what it may."""

from datetime import timedelta

import msgspec
from sqlalchemy import select

from db.models.trail import AuditEntry
from dispatch.missions import close
from dispatch.partners import service
from kit.wire.cases import PatientEntry
from kit.wire.codes.cases import MeansType
from kit.wire.codes.missions import MissionStatus, Outcome
from kit.wire.live import LivePosition
from kit.wire.missions import DestinationChoice, MissionView
from tests import world
from tests.dispatch.story import SCENE, Story
from tests.world import AMBULANCE_CAEN, COMPANY_CAEN, CREW_CAEN, EMERGENCY_CAEN_DESK, SMUR_CAEN

WHO, WHAT = "Odile BRUMAIRE", "Douleur thoracique"


async def _on_its_way(story: Story) -> MissionView:
    """Let an ambulance carry a named patient to the emergency department of Caen."""
    mission = await story.mission(AMBULANCE_CAEN)
    await story.patient(mission.case_id, PatientEntry(label=WHO))
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC, MissionStatus.BILAN)
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)
    return await story.status(mission.id, MissionStatus.ORIENTAT, MissionStatus.TRANSP)


def _text(told: object) -> str:
    return msgspec.json.encode(told).decode()


async def test_a_company_sees_its_own_missions_without_a_medical_word(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.mission(SMUR_CAEN)

    (told,) = await service.company_missions(story.session, COMPANY_CAEN.caller)

    assert (told.id, told.place, told.destination) == (mission.id, SCENE, "Urgences Caen")
    assert WHO not in _text(told)
    assert WHAT not in _text(told)


async def test_a_company_sees_its_own_vehicles_and_their_positions_only_while_the_room_may(story: Story) -> None:
    for unit in world.UNITS:
        story.fleet.held[unit.vehicle_id] = _position(unit)
    own = {unit.vehicle_id for unit in world.UNITS if unit.organisation == 1}

    seen = await service.company_positions(story.session, COMPANY_CAEN.caller, story.clock, story.fleet)

    assert {view.id for view in await service.company_vehicles(story.session, COMPANY_CAEN.caller, story.clock)} == own
    assert {position.vehicle_id for position in seen} == own
    before = world.START - timedelta(hours=1)
    story.clock.real = lambda: before
    assert await service.company_positions(story.session, COMPANY_CAEN.caller, story.clock, story.fleet) == []


async def test_an_account_that_belongs_nowhere_sees_nothing(story: Story) -> None:
    await _on_its_way(story)
    caller = world.COORDINATOR_CAEN.caller
    assert await service.company_missions(story.session, caller) == []
    assert await service.crew_missions(story.session, caller, story.clock) == []
    assert await service.arrivals(story.session, caller, story.clock, story.fleet) == []


async def test_the_coordinator_sees_needs_without_medical_content(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    await story.send(MeansType.SMUR)
    await story.engage(view.id, AMBULANCE_CAEN, decision_id)

    (need,) = await service.needs(story.session)

    assert (need.decision_id, need.place, need.call_signs) == (decision_id, SCENE, ["AMB Caen 1"])
    assert WHAT not in _text(need)
    fleet = await service.coordinator_vehicles(story.session, story.clock)
    assert {vehicle.call_sign for vehicle in fleet} == {"AMB Caen 1", "AMB Bayeux 1", "AMB Rouen 1"}


async def test_a_crew_sees_what_care_needs_until_twelve_hours_after(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.mission(SMUR_CAEN)
    caller = CREW_CAEN.caller

    (told,) = await service.crew_missions(story.session, caller, story.clock)
    assert (told.id, told.motive, [patient.label for patient in told.patients]) == (mission.id, WHAT, [WHO])

    await story.status(mission.id, MissionStatus.DESTIN, MissionStatus.FINPEC)
    await story.close(mission.id, Outcome.TRANSPORTED)
    story.later(12 * 60 - 1)
    assert len(await service.crew_missions(story.session, caller, story.clock)) == 1
    story.later(2)
    assert await service.crew_missions(story.session, caller, story.clock) == []


async def test_an_emergency_department_sees_its_own_patients_and_a_moving_time(story: Story) -> None:
    await _on_its_way(story)
    story.fleet.held[AMBULANCE_CAEN.vehicle_id] = _position(AMBULANCE_CAEN)

    (coming,) = await service.arrivals(story.session, EMERGENCY_CAEN_DESK.caller, story.clock, story.fleet)

    assert (coming.motive, [patient.label for patient in coming.patients]) == (WHAT, [WHO])
    assert coming.arrives_at is not None
    assert SCENE.label not in _text(coming)
    assert "lon_deg" not in _text(coming)
    looks = await story.session.scalars(
        select(AuditEntry.subject).where(AuditEntry.account_id == EMERGENCY_CAEN_DESK.id)
    )
    assert list(looks) == [f"facility:{world.EMERGENCY_CAEN}"]


def _position(unit: world.Unit) -> LivePosition:
    return LivePosition(
        vehicle_id=unit.vehicle_id,
        boot=1,
        seq=1,
        measured_at=world.NOON,
        received_at=world.NOON,
        lon_deg=unit.lon_deg,
        lat_deg=unit.lat_deg,
    )
