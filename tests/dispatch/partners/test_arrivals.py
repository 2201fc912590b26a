"""An emergency department sees its own patients, when they come and how that is known, and says that it has seen them."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select, text

from db.models.trail import AuditEntry
from dispatch.cases import restricted
from dispatch.missions import close
from dispatch.missions import service as missions
from dispatch.partners import arrivals
from dispatch.partners.arrivals import Board
from gateways.http.roads import Roads
from kit.errors import NotFound
from kit.settings import CasesSettings, PartnersSettings
from kit.wire.cases import PatientEntry, RestrictionEntry
from kit.wire.codes.cases import Restriction
from kit.wire.codes.missions import ArrivalMethod, MissionStatus
from kit.wire.live import LivePosition
from kit.wire.missions import DestinationChoice, MissionView
from region.roads.lines import read_lines
from region.roads.store import prepare, write
from tests import world
from tests.dispatch.story import SCENE, Story
from tests.world import AMBULANCE_CAEN, EMERGENCY_CAEN_DESK

WHO, WHAT = "Odile BRUMAIRE", "Douleur thoracique"
TOLD_FROM = world.NOON
HOSPITAL = (-0.3580, 49.2060)


@pytest.fixture
def roads(tmp_path: Path) -> Roads:
    """Give a country with one road, round a corner, from the ambulance's base to the emergency department."""
    corner = (HOSPITAL[0] + 0.1, AMBULANCE_CAEN.lat_deg)
    ways = ((AMBULANCE_CAEN.lon_deg, AMBULANCE_CAEN.lat_deg), corner, HOSPITAL)
    (tmp_path / "nodes").write_text("".join(f"{lon} {lat}\n" for lon, lat in ways))
    (tmp_path / "arcs").write_text("0 1\n1 0\n1 2\n2 1\n")
    write(prepare(read_lines(tmp_path / "nodes", tmp_path / "arcs").network), tmp_path / "roads")
    return Roads(tmp_path)


def _board(story: Story, roads: Roads) -> Board:
    return Board(story.fleet, roads, PartnersSettings())


NO_ROADS = Roads(Path("/nowhere"))


async def _on_its_way(story: Story) -> MissionView:
    mission = await story.mission(AMBULANCE_CAEN)
    await story.patient(mission.case_id, PatientEntry(label=WHO, age="76 ans", birth_date=date(1950, 3, 2)))
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC, MissionStatus.BILAN)
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)
    story.fleet.held[AMBULANCE_CAEN.vehicle_id] = LivePosition(
        vehicle_id=AMBULANCE_CAEN.vehicle_id,
        boot=1,
        seq=1,
        measured_at=TOLD_FROM,
        received_at=TOLD_FROM,
        lon_deg=AMBULANCE_CAEN.lon_deg,
        lat_deg=AMBULANCE_CAEN.lat_deg,
    )
    return await story.status(mission.id, MissionStatus.ORIENTAT, MissionStatus.TRANSP)


async def test_an_emergency_department_sees_its_own_patients_and_a_moving_time(story: Story) -> None:
    await _on_its_way(story)

    (coming,) = await arrivals.arrivals(story.session, EMERGENCY_CAEN_DESK.caller, story.clock, _board(story, NO_ROADS))

    assert (coming.motive, [patient.label for patient in coming.patients]) == (WHAT, [WHO])
    told = msgspec.json.encode(coming).decode()
    assert SCENE.label not in told
    assert "lon_deg" not in told
    looks = await story.session.scalars(
        select(AuditEntry.subject).where(AuditEntry.account_id == EMERGENCY_CAEN_DESK.id)
    )
    assert list(looks) == [f"facility:{world.EMERGENCY_CAEN}"]


async def test_of_a_restricted_case_neither_name_nor_birth_date_is_told(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.session.execute(text("SELECT set_config('rramu.account', :id, true)"), {"id": str(world.ARM_CAEN.id)})
    vip = RestrictionEntry(restriction=Restriction.VIP)
    caller = world.ARM_CAEN.caller
    await restricted.restrict(story.session, caller, story.clock, mission.case_id, vip, policy=CasesSettings())

    (coming,) = await arrivals.arrivals(story.session, EMERGENCY_CAEN_DESK.caller, story.clock, _board(story, NO_ROADS))

    assert [(patient.label, patient.birth_date, patient.age) for patient in coming.patients] == [("", None, "76 ans")]


async def test_the_time_is_the_road_s_and_says_so(story: Story, roads: Roads) -> None:
    await _on_its_way(story)
    caller = EMERGENCY_CAEN_DESK.caller
    (by_road,) = await arrivals.arrivals(story.session, caller, story.clock, _board(story, roads))
    (straight,) = await arrivals.arrivals(story.session, caller, story.clock, _board(story, NO_ROADS))
    assert by_road.method is ArrivalMethod.ROADS
    assert by_road.arrives_at is not None
    assert straight.arrives_at is not None
    assert by_road.arrives_at > straight.arrives_at + timedelta(minutes=10)  # 16 km at a street's pace, not 3


async def test_without_roads_the_time_is_a_straight_line_s_and_says_so(story: Story) -> None:
    await _on_its_way(story)
    (coming,) = await arrivals.arrivals(story.session, EMERGENCY_CAEN_DESK.caller, story.clock, _board(story, NO_ROADS))
    assert coming.method is ArrivalMethod.STRAIGHT_LINE
    assert coming.arrives_at is not None
    assert timedelta(minutes=2) < coming.arrives_at - TOLD_FROM < timedelta(minutes=4)  # 3.0 km as the crow flies


async def test_before_the_patient_is_on_board_there_is_no_time(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)
    (coming,) = await arrivals.arrivals(story.session, EMERGENCY_CAEN_DESK.caller, story.clock, _board(story, NO_ROADS))
    assert (coming.arrives_at, coming.method) == (None, None)


async def test_the_department_says_that_it_has_seen_who_comes_and_the_room_knows(story: Story) -> None:
    mission = await _on_its_way(story)
    caller = EMERGENCY_CAEN_DESK.caller
    (before,) = await arrivals.arrivals(story.session, caller, story.clock, _board(story, NO_ROADS))
    assert before.announced_at is not None
    assert before.see_by == before.announced_at + timedelta(minutes=2)

    after = await arrivals.seen(story.session, caller, story.clock, _board(story, NO_ROADS), mission.id)
    assert await arrivals.seen(story.session, caller, story.clock, _board(story, NO_ROADS), mission.id) == after

    assert (after.seen_at, after.see_by) == (story.clock.now(), None)
    assert (await missions.view(story.session, mission.id)).destination_seen_at == story.clock.now()
    assert (await story.facts(mission.case_id)).count("mission.destination_seen") == 1


async def test_another_destination_is_unseen_again_and_no_longer_the_first_one_s(story: Story) -> None:
    mission = await _on_its_way(story)
    caller = EMERGENCY_CAEN_DESK.caller
    await arrivals.seen(story.session, caller, story.clock, _board(story, NO_ROADS), mission.id)
    choice = DestinationChoice(facility_id=world.MATERNITY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)

    assert (await missions.view(story.session, mission.id)).destination_seen_at is None
    assert await arrivals.arrivals(story.session, caller, story.clock, _board(story, NO_ROADS)) == []
    with pytest.raises(NotFound):
        await arrivals.seen(story.session, caller, story.clock, _board(story, NO_ROADS), mission.id)
