"""The coordinator sees each search without a medical word, and calls the next on the room's behalf."""

import msgspec
import pytest

from db.engine import work_for
from dispatch.missions import service as missions
from dispatch.missions.grounds import DecisionServed
from dispatch.partners import search, service
from dispatch.partners.search import Call
from kit.errors import Invalid, NotFound
from kit.settings import PartnersSettings
from kit.wire.codes.cases import MeansType
from kit.wire.codes.missions import CrewRefusal, MissionStatus, Outcome, PassedOver, Turn
from kit.wire.codes.people import Role
from kit.wire.partners import NeedView, OrderAnswer
from tests.dispatch.story import SCENE, Story
from tests.world import AMBULANCE_BAYEUX, AMBULANCE_CAEN, CAEN, COMPANY_CAEN, COORDINATOR_CAEN, MRU_ROUEN, ROUEN

WHAT = "Douleur thoracique"
POLICY = PartnersSettings()


async def _needs(story: Story) -> list[NeedView]:
    return await search.needs(story.session, COORDINATOR_CAEN.caller, story.clock, story.fleet, POLICY)


async def _call(story: Story, call: Call) -> NeedView:
    return await search.call_next(story.session, COORDINATOR_CAEN.caller, story.clock, story.fleet, POLICY, call)


def _turns(need: NeedView) -> dict[str, Turn]:
    return {one.call_sign: one.turn for one in need.turns}


async def test_the_coordinator_sees_needs_without_medical_content(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    await story.send(MeansType.SMUR)
    await story.engage(view.id, AMBULANCE_CAEN, decision_id)

    (need,) = await _needs(story)

    assert (need.decision_id, need.place, need.call_signs) == (decision_id, SCENE, ["AMB Caen 1"])
    assert not need.callable
    assert WHAT not in msgspec.json.encode(need).decode()
    fleet = await search.coordinator_vehicles(story.session, story.clock)
    assert {vehicle.call_sign for vehicle in fleet} == {"AMB Caen 1", "AMB Bayeux 1", "AMB Rouen 1"}


async def test_the_nearest_is_next_and_the_coordinator_orders_it(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    (need,) = await _needs(story)
    assert (need.next_vehicle_id, need.callable) == (AMBULANCE_CAEN.vehicle_id, True)

    after = await _call(story, Call(decision_id, AMBULANCE_CAEN.vehicle_id))

    assert _turns(after)["AMB Caen 1"] is Turn.ASKED
    assert not after.callable
    fact = await story.fact("mission.ordered")
    assert (fact.account_id, fact.role, fact.case_id) == (COORDINATOR_CAEN.id, "COORDINATOR", view.id)


async def test_who_refused_is_stood_down_when_the_next_is_called(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    first = await story.engage(view.id, AMBULANCE_CAEN, decision_id)
    refused = OrderAnswer(version=1, refusal=CrewRefusal.NO_CREW)
    await service.answer(story.session, COMPANY_CAEN.caller, story.clock, POLICY, first.id, refused, role=Role.COMPANY)
    (need,) = await _needs(story)
    assert need.callable

    after = await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id))

    assert _turns(after) | {"AMB Rouen 1": Turn.FREE} == {
        "AMB Caen 1": Turn.REFUSED,
        "AMB Bayeux 1": Turn.ASKED,
        "AMB Rouen 1": Turn.FREE,
    }
    assert (await story.fact("mission.cancelled")).body["motive"] == "REFUSED"
    by_call_sign = {one.call_sign: one for one in await search.coordinator_vehicles(story.session, story.clock)}
    assert by_call_sign["AMB Caen 1"].mission_id is None


async def test_a_crew_that_refused_and_left_all_the_same_is_not_stood_down(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    mission = await story.engage(view.id, AMBULANCE_CAEN, decision_id)
    refused = OrderAnswer(version=1, refusal=CrewRefusal.NO_CREW)
    await service.answer(
        story.session, COMPANY_CAEN.caller, story.clock, POLICY, mission.id, refused, role=Role.COMPANY
    )
    for status in (MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.TRANSP):
        await story.status(mission.id, status)
        (need,) = await _needs(story)
        assert (_turns(need)["AMB Caen 1"], need.callable, need.call_signs) == (Turn.GOING, False, ["AMB Caen 1"])
        with pytest.raises(DecisionServed):
            await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id))
    assert (await missions.view(story.session, mission.id)).status is MissionStatus.TRANSP


async def test_another_than_the_next_is_called_with_a_reason_which_is_kept(story: Story) -> None:
    _, decision_id = await story.send(MeansType.TSU)
    with pytest.raises(Invalid) as refusal:
        await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id))
    assert refusal.value.extra["path"] == "$.passed_over"

    after = await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id, PassedOver.UNREACHED))

    assert _turns(after)["AMB Bayeux 1"] is Turn.ASKED
    assert (await story.fact("mission.ordered")).body["override_motive"] == "UNREACHED"


async def test_the_next_is_called_only_once_the_time_to_answer_is_over(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    await story.engage(view.id, AMBULANCE_CAEN, decision_id)
    with pytest.raises(DecisionServed):
        await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id))
    story.later(1.5)
    (silent,) = await _needs(story)
    assert (_turns(silent)["AMB Caen 1"], silent.callable) == (Turn.SILENT, True)

    after = await _call(story, Call(decision_id, AMBULANCE_BAYEUX.vehicle_id))

    assert _turns(after)["AMB Caen 1"] is Turn.STOOD_DOWN
    assert (await story.fact("mission.cancelled")).body["motive"] == "SILENT"


async def test_the_coordinator_sends_nothing_but_ambulances_a_doctor_asked_for(story: Story) -> None:
    _, decision_id = await story.send(MeansType.SMUR)
    with pytest.raises(NotFound):
        await _call(story, Call(decision_id, AMBULANCE_CAEN.vehicle_id))


async def test_a_need_served_to_the_end_is_shown_no_more(story: Story) -> None:
    view, decision_id = await story.send(MeansType.TSU)
    mission = await story.engage(view.id, AMBULANCE_CAEN, decision_id)
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
    await story.close(mission.id, Outcome.NOTHING_FOUND)
    assert await _needs(story) == []


async def test_a_need_of_a_case_the_centre_only_reads_is_not_its_coordinator_s(story: Story) -> None:
    await work_for(story.session, None, [CAEN, ROUEN])  # as where a case of Rouen is shared with Caen
    _, decision_id = await story.send(MeansType.TSU, MRU_ROUEN)

    assert await _needs(story) == []
    with pytest.raises(NotFound):
        await _call(story, Call(decision_id, AMBULANCE_CAEN.vehicle_id))
