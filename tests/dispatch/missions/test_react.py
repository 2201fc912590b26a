"""What missions do when a place changes or a decision ends."""

from uuid import UUID

import msgspec
import pytest

from db.models.trail import Fact
from dispatch.cases import service as cases
from dispatch.decisions import service as decisions
from dispatch.missions import react, service
from kit.wire.cases import CaseEdit, DecisionEntry
from kit.wire.codes.cases import DecisionType, Delay, MeansType
from kit.wire.codes.missions import MissionStatus, Outcome, ReceiptState
from kit.wire.live import FactNews
from kit.wire.telemetry import Order
from tests import world
from tests.dispatch.story import ELSEWHERE, Story

S = MissionStatus


def news(fact: Fact) -> FactNews:
    return FactNews(centre_id=fact.centre_id, number=1, fact_id=fact.id, kind=fact.kind, case_id=fact.case_id)


async def move_case(story: Story, case_id: UUID) -> FactNews:
    await story.edit(case_id, CaseEdit(version=0, place=ELSEWHERE))
    return news(await story.fact("case.place_changed"))


async def test_a_changed_place_is_told_to_the_crew_until_read_again_once(story: Story) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.READ)
    moved = await move_case(story, mission.case_id)
    await react.place_changed(story.session, story.clock, moved)
    view = await service.view(story.session, mission.id)
    assert (view.order_version, view.receipt) == (2, None)
    order = msgspec.convert((await story.orders(mission.id))[-1].body, Order)
    assert (order.place, order.version) == (ELSEWHERE.label, 2)
    await react.place_changed(story.session, story.clock, moved)
    assert await service.view(story.session, mission.id) == view


async def test_a_crew_that_refused_is_not_ordered_again(story: Story) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.REFUSED)
    await react.place_changed(story.session, story.clock, await move_case(story, mission.case_id))
    view = await service.view(story.session, mission.id)
    assert (view.order_version, view.receipt) == (1, ReceiptState.REFUSED)


async def test_a_crew_that_refused_and_left_all_the_same_is_told_a_changed_place(story: Story) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.REFUSED)
    await story.status(mission.id, S.DEPART)
    assert (await service.view(story.session, mission.id)).order_version == 1
    await react.place_changed(story.session, story.clock, await move_case(story, mission.case_id))
    view = await service.view(story.session, mission.id)
    assert (view.order_version, view.receipt) == (2, None)


@pytest.mark.parametrize("by_box", [True, False])
async def test_a_crew_that_refused_is_told_when_it_leaves_what_changed_meanwhile(story: Story, by_box: bool) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.REFUSED)
    story.later(1)
    moved = await move_case(story, mission.case_id)
    await react.place_changed(story.session, story.clock, moved)
    if by_box:
        await story.button(world.AMBULANCE_CAEN, 2, mission.id, S.DEPART)
    else:
        await story.status(mission.id, S.DEPART)
    order = msgspec.convert((await story.orders(mission.id))[-1].body, Order)
    assert (order.place, order.version) == (ELSEWHERE.label, 2)
    await react.place_changed(story.session, story.clock, moved)
    assert (await service.view(story.session, mission.id)).order_version == 2


async def test_a_crew_gone_with_its_patient_is_not_bothered(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.TRANSP)
    await react.place_changed(story.session, story.clock, await move_case(story, mission.case_id))
    assert (await service.view(story.session, mission.id)).order_version == 1


async def test_withdrawing_a_decision_proposes_the_cancellation_and_sends_nothing(story: Story) -> None:
    mission = await story.mission()
    assert mission.decision_id is not None
    await decisions.withdraw(story.session, world.MRU_CAEN.caller, story.clock, mission.decision_id)
    ended = news(await story.fact("decision.withdrawn"))
    for _ in range(2):
        await react.decision_ended(story.session, story.clock, ended)
    view = await service.view(story.session, mission.id)
    assert (view.cancel_proposed, view.status, view.order_version) == (True, S.DECISION, 1)
    assert (await story.facts(mission.case_id)).count("mission.cancel_proposed") == 1
    await story.cancel(mission.id)
    assert not (await service.view(story.session, mission.id)).cancel_proposed


async def test_replacing_proposes_it_only_when_the_need_is_another(story: Story) -> None:
    mission = await story.mission()
    same = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, delay=Delay.M30, replaces=mission.decision_id)
    view = await story.decide(mission.case_id, same)
    await react.decision_ended(story.session, story.clock, news(await story.fact("decision.replaced")))
    followed = await service.view(story.session, mission.id)
    assert (followed.cancel_proposed, followed.decision_id) == (False, view.decisions[-1].id)
    other = DecisionEntry(type=DecisionType.CONSEIL, replaces=view.decisions[-1].id)
    await story.decide(mission.case_id, other)
    await react.decision_ended(story.session, story.clock, news(await story.fact("decision.replaced")))
    assert (await service.view(story.session, mission.id)).cancel_proposed


async def test_a_decision_changed_for_the_same_need_is_settled_by_the_mission_under_way(story: Story) -> None:
    mission = await story.mission()
    again = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, replaces=mission.decision_id)
    await story.decide(mission.case_id, again)
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    await story.close(mission.id, Outcome.LEFT_ON_SCENE)
    assert (await cases.view(story.session, mission.case_id)).state == "VALIDE"


async def test_news_of_a_look_changes_nothing(story: Story) -> None:
    mission = await story.mission()
    look = FactNews(centre_id=world.CAEN, number=1, fact_id=None, kind="case.read")
    await react.place_changed(story.session, story.clock, look)
    await react.decision_ended(story.session, story.clock, look)
    assert await service.view(story.session, mission.id) == mission
