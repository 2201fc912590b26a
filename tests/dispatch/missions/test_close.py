"""How missions change on their way and end."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.models.trail import OutboxRow
from dispatch.cases import service as cases
from dispatch.missions import close
from dispatch.vehicles import service as vehicles
from kit.wire.codes import CaseState, MissionStatus, Outcome, ReceiptState
from kit.wire.missions import DestinationChoice
from tests import world
from tests.dispatch.story import Story

S = MissionStatus


async def test_a_whole_mission_from_order_to_base_settles_its_case_and_frees_the_vehicle(story: Story) -> None:
    mission = await story.mission()
    unit = world.AMBULANCE_CAEN
    for seq, state in enumerate((ReceiptState.RECEIVED, ReceiptState.READ, ReceiptState.ACCEPTED), 1):
        assert await story.receipt(unit, seq, mission, state) == "APPLIED"
    for seq, status in enumerate((S.DEPART, S.ARRIVEE, S.PEC, S.BILAN), 10):
        story.later(3)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    chosen = await close.choose_destination(story.session, world.MRU_CAEN.caller, story.clock, mission.id, choice)
    assert (chosen.destination, chosen.order_version, chosen.receipt) == ("Urgences Caen", 2, None)
    for seq, status in enumerate((S.ORIENTAT, S.TRANSP, S.DESTIN, S.FINPEC), 20):
        story.later(5)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    ended = await story.close(mission.id, Outcome.TRANSPORTED)
    assert [line.status for line in ended.statuses] == [
        S.DECISION, S.DECLENCHE, S.DEPART, S.ARRIVEE, S.PEC, S.BILAN, S.ORIENTAT, S.TRANSP, S.DESTIN, S.FINPEC,
    ]  # fmt: skip
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.VALIDE
    busy = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert (busy.mission_id, busy.mission_status) == (mission.id, S.FINPEC)
    assert await story.box_says(unit, 30, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    free = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert (free.mission_id, free.mission_status) == (None, None)
    assert free.version > busy.version


async def test_a_crew_on_scene_is_told_when_the_room_ends_its_mission_and_is_free_once_it_left(story: Story) -> None:
    mission = await story.mission()
    unit = world.AMBULANCE_CAEN
    for seq, status in enumerate((S.DEPART, S.ARRIVEE, S.PEC, S.BILAN), 1):
        story.later(3)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    ended = await story.close(mission.id, Outcome.LEFT_ON_SCENE)
    assert (ended.order_version, ended.receipt) == (mission.order_version + 1, None)
    order = await newest_order(story, mission.id)
    assert (order["version"], order["cancelled"]) == (ended.order_version, True)
    assert await story.button(unit, 10, mission.id, S.RETOUR) == "APPLIED"
    assert await story.box_says(unit, 11, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    free = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert free.mission_id is None


async def newest_order(story: Story, mission_id: UUID) -> dict[str, Any]:
    """Give the order its box is being told."""
    query = select(OutboxRow.body).where(OutboxRow.mission_id == mission_id).order_by(OutboxRow.version.desc()).limit(1)
    return (await story.session.scalars(query)).one()
