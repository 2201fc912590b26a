"""How missions change on their way and end."""

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
