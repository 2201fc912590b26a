"""An order given in a doctor's name leaves at once, and is signed, or alarms."""

import pytest

from dispatch.cases import service as cases
from dispatch.cases import tasks
from dispatch.cases.signatures import ORDER_WITHIN, NothingToSign
from dispatch.missions import countersign, engage
from kit.errors import Forbidden
from kit.wire.codes.cases import CaseState, TaskKind
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from kit.wire.missions import Engagement, MissionView
from tests import world
from tests.dispatch.story import Story, advice
from tests.world import ARM_CAEN, MRL_CAEN, MRU_CAEN, Person

S = MissionStatus
UNIT = world.SMUR_CAEN


async def ordered(story: Story, who: Person = ARM_CAEN, ground: Ground = Ground.ORDRE_VERBAL) -> MissionView:
    """Send a SMUR for a new case on a doctor's word."""
    await story.sign_in(MRU_CAEN)
    case = await story.case()
    entry = Engagement(case_id=case.id, vehicle_id=UNIT.vehicle_id, ground=ground, doctor_id=MRU_CAEN.id)
    return await engage.engage(story.session, who.caller, story.clock, story.fleet, entry)


async def sign(story: Story, mission: MissionView, who: Person = MRU_CAEN) -> MissionView:
    return await countersign.countersign(story.session, who.caller, story.clock, mission.id)


async def test_a_verbal_order_leaves_now_and_waits_for_its_doctors_signature(story: Story) -> None:
    mission = await ordered(story)
    assert (mission.order_version, mission.doctor, mission.countersigned_at) == (1, "Dr Camille Roussel", None)
    (task,) = (await cases.view(story.session, mission.case_id)).tasks
    assert (task.kind, task.owner_id, task.mission_id) == (TaskKind.COUNTERSIGN, MRU_CAEN.id, mission.id)
    assert task.due_at == world.NOON + ORDER_WITHIN

    story.later(1)
    signed = await sign(story, mission)
    assert (signed.countersigned_at, signed.countersigned_by) == (story.clock.now(), "Dr Camille Roussel")
    assert (await cases.view(story.session, mission.case_id)).tasks == []
    fact = await story.fact("mission.countersigned")
    assert (fact.account_id, fact.mission_id, fact.body["doctor_id"]) == (MRU_CAEN.id, mission.id, str(MRU_CAEN.id))
    assert await sign(story, mission) == signed


async def test_unsigned_after_two_minutes_it_alarms(story: Story) -> None:
    mission = await ordered(story)
    story.later(1.9)
    assert not await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    story.later(0.1)
    assert await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    (task,) = (await cases.view(story.session, mission.case_id)).tasks
    assert task.overdue


async def test_only_the_doctor_named_signs(story: Story) -> None:
    mission = await ordered(story)
    await story.sign_in(MRL_CAEN)
    for who in (MRL_CAEN, ARM_CAEN, world.SUPERVISOR_CAEN, world.MRU_ROUEN):
        with pytest.raises(Forbidden):
            await sign(story, mission, who)
    assert (await sign(story, mission)).countersigned_by == "Dr Camille Roussel"


async def test_a_doctor_who_engages_in_person_has_signed(story: Story) -> None:
    mission = await ordered(story, MRU_CAEN)
    assert (mission.countersigned_at, mission.countersigned_by) == (world.NOON, "Dr Camille Roussel")
    assert (await cases.view(story.session, mission.case_id)).tasks == []


async def test_a_decided_engagement_has_nothing_to_sign(story: Story) -> None:
    mission = await story.mission(world.AMBULANCE_CAEN)
    with pytest.raises(NothingToSign):
        await sign(story, mission)


async def test_a_case_is_not_complete_before_its_orders_are_signed(story: Story) -> None:
    mission = await ordered(story)
    await story.decide(mission.case_id, advice())
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    await story.close(mission.id, Outcome.NOTHING_FOUND)
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.ACHEVE
    await sign(story, mission)
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.VALIDE
