"""Proposals for a decision."""

from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.assignment import service
from dispatch.decisions import service as decisions
from kit.errors import Forbidden, NotFound
from kit.wire.cases import DecisionEntry
from kit.wire.codes.cases import DecisionType, MeansType
from kit.wire.live import LivePosition
from kit.wire.missions import Proposal
from tests import world
from tests.dispatch.story import Story, advice, inter


def see(story: Story, unit: world.Unit, *, at_base: bool = True, minutes_ago: float = 0) -> None:
    """Let a vehicle's newest position be known: at its base, or at the scene's door."""
    at = story.clock.now() - timedelta(minutes=minutes_ago)
    lon_deg, lat_deg = (unit.lon_deg, unit.lat_deg) if at_base else (-0.36, 49.19)
    story.fleet.held[unit.vehicle_id] = LivePosition(
        vehicle_id=unit.vehicle_id, boot=1, seq=1, measured_at=at, received_at=at, lon_deg=lon_deg, lat_deg=lat_deg
    )


async def propose(story: Story, decision_id: UUID, who: world.Person = world.SUIVI_CAEN) -> Proposal:
    return await service.propose(story.session, who.caller, story.clock, story.fleet, decision_id)


async def test_every_vehicle_is_ranked_or_dropped_with_its_reason_and_the_answer_is_kept(story: Story) -> None:
    case, decision_id = await story.send()
    for unit in (world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX, world.AMBULANCE_ROUEN):
        see(story, unit)
    proposal = await propose(story, decision_id)
    assert [one.call_sign for one in proposal.candidates] == ["AMB Caen 1", "AMB Bayeux 1", "AMB Rouen 1"]
    assert {one.call_sign: one.dropped for one in proposal.dropped} == {
        "SMUR Caen 1": "WRONG_TYPE",
        "VSAV Caen 1": "WRONG_TYPE",
    }
    assert (proposal.case_id, proposal.means, proposal.method) == (case.id, MeansType.TSU, "straight-line-60kmh")
    assert await service.kept(story.session, proposal.id) == proposal
    assert (await story.fact("assignment.proposed")).body["first"] == "AMB Caen 1"


async def test_a_silent_vehicle_comes_after_those_whose_arrival_is_known(story: Story) -> None:
    _, decision_id = await story.send()
    see(story, world.AMBULANCE_CAEN, minutes_ago=10)
    see(story, world.AMBULANCE_ROUEN)
    proposal = await propose(story, decision_id)
    assert [(one.call_sign, one.stale) for one in proposal.candidates] == [
        ("AMB Rouen 1", False),
        ("AMB Caen 1", True),
        ("AMB Bayeux 1", True),
    ]


async def test_a_fast_clock_does_not_make_the_whole_fleet_silent(story: Story) -> None:
    _, decision_id = await story.send()
    see(story, world.AMBULANCE_CAEN, minutes_ago=5)
    epoch = story.clock.epoch
    story.clock.epoch = epoch.with_rate(30.0, story.clock.real())
    assert not (await propose(story, decision_id)).candidates[0].stale


async def test_a_busy_vehicle_is_dropped_and_the_next_best_told(story: Story) -> None:
    await story.mission(world.AMBULANCE_CAEN)
    case, decision_id = await story.send()
    proposal = await propose(story, decision_id)
    assert "AMB Caen 1" in {one.call_sign for one in proposal.dropped if one.dropped == "BUSY"}
    assert case.id == proposal.case_id


async def test_a_decision_that_sends_nothing_has_no_proposal(story: Story) -> None:
    case = await story.case()
    for entry in (advice(), DecisionEntry(type=DecisionType.ORIENT, means=MeansType.LIBERAL), inter(MeansType.FDO)):
        view = await story.decide(case.id, entry)
        with pytest.raises(service.NotToBeSent):
            await propose(story, view.decisions[-1].id)


async def test_nor_has_one_that_is_withdrawn(story: Story) -> None:
    _, decision_id = await story.send()
    await decisions.withdraw(story.session, world.MRU_CAEN.caller, story.clock, decision_id)
    with pytest.raises(service.NotToBeSent):
        await propose(story, decision_id)


async def test_a_place_is_needed(story: Story) -> None:
    case = await story.answer(await story.ring())
    view = await story.decide(case.id, inter(MeansType.TSU))
    with pytest.raises(service.PlaceUnknown):
        await propose(story, view.decisions[0].id)


async def test_only_the_centres_own_people_ask(story: Story) -> None:
    _, decision_id = await story.send()
    with pytest.raises(Forbidden):
        await propose(story, decision_id, world.SUIVI_ROUEN)
    with pytest.raises(NotFound):
        await propose(story, world.CAEN)
    with pytest.raises(NotFound):
        await service.kept(story.session, world.CAEN)
