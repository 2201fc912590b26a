"""A doctor holds a case, gives it back, and it is closed in the end."""

from uuid import UUID

import pytest

from dispatch.cases import pick_up, service, take
from dispatch.cases.service import CaseClosed
from kit.errors import Forbidden
from kit.wire.cases import CaseEdit, CaseView
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, Priority
from tests import world
from tests.dispatch.story import SCENE, Story, advice
from tests.world import Person

A = Attribution


async def taken(story: Story, case_id: UUID, who: Person = world.MRU_CAEN) -> CaseView:
    return await take.take(story.session, who.caller, story.clock, case_id)


async def closed(story: Story, case_id: UUID, who: Person = world.MRU_CAEN) -> CaseView:
    return await take.close(story.session, who.caller, story.clock, case_id)


async def test_a_doctor_who_takes_a_case_makes_it_medical_and_leaves_it_in_its_queue(story: Story) -> None:
    case = await story.case()
    view = await taken(story, case.id)
    assert (view.taken_by, view.taken_at) == ("Dr Camille Roussel", world.NOON)
    assert (view.attribution, view.queue) == (A.DRM_EMERGENCY, CareQueue.AMU)
    assert await taken(story, case.id) == view


async def test_the_second_doctor_is_told_who_holds_the_case(story: Story) -> None:
    case = await story.case()
    await taken(story, case.id)
    with pytest.raises(take.CaseTaken) as refusal:
        await taken(story, case.id, world.MRL_CAEN)
    assert "Dr Camille Roussel" in refusal.value.detail


async def test_an_emergency_doctor_stands_in_for_an_absent_colleague(story: Story) -> None:
    case = await story.case()
    await story.edit(case.id, CaseEdit(version=0, queue=CareQueue.AMBULATORY))
    assert (await taken(story, case.id)).attribution is A.DRM_AMBULATORY_ABSENT


async def test_or_for_a_busy_one(story: Story) -> None:
    await story.sign_in(world.MRL_CAEN)
    case = await story.case()
    await story.edit(case.id, CaseEdit(version=0, queue=CareQueue.AMBULATORY))
    assert (await taken(story, case.id)).attribution is A.DRM_AMBULATORY_BUSY


async def test_an_arm_takes_nothing(story: Story) -> None:
    with pytest.raises(Forbidden):
        await taken(story, (await story.case()).id, world.ARM_CAEN)


async def test_only_the_holder_or_a_supervisor_releases(story: Story) -> None:
    case = await story.case()
    await taken(story, case.id)
    with pytest.raises(Forbidden):
        await take.release(story.session, world.MRL_CAEN.caller, story.clock, case.id)
    freed = await take.release(story.session, world.SUPERVISOR_CAEN.caller, story.clock, case.id)
    assert (freed.taken_by, freed.queue) == (None, CareQueue.AMU)
    await taken(story, case.id, world.MRL_CAEN)
    own = await take.release(story.session, world.MRL_CAEN.caller, story.clock, case.id)
    assert own.taken_by is None


async def test_a_valid_case_is_closed_by_a_doctor_once_for_all(story: Story) -> None:
    case = await story.case()
    assert (await story.decide(case.id, advice())).state is CaseState.VALIDE
    with pytest.raises(Forbidden):
        await closed(story, case.id, world.ARM_CAEN)
    view = await closed(story, case.id)
    assert (view.state, view.closed_at) == (CaseState.CLOTURE, world.NOON)
    assert await closed(story, case.id) == view
    with pytest.raises(CaseClosed):
        await story.decide(case.id, advice())
    assert case.id not in [one.id for one in await service.views(story.session)]


async def test_what_is_missing_is_named(story: Story) -> None:
    case = await story.answer(await story.ring())
    await story.edit(case.id, CaseEdit(version=0, place=SCENE, priority=Priority.P2))
    await taken(story, case.id)
    with pytest.raises(take.CaseIncomplete) as refusal:
        await closed(story, case.id)
    assert refusal.value.extra["missing"] == ["decision", "motive"]


async def test_a_case_whose_mission_runs_is_not_closed(story: Story) -> None:
    mission = await story.mission()
    with pytest.raises(take.CaseIncomplete) as refusal:
        await closed(story, mission.case_id)
    assert refusal.value.extra["missing"] == ["mission"]


async def test_an_arm_closes_a_dr_alone_and_files_a_d(story: Story) -> None:
    case = await story.answer(await story.ring())
    with pytest.raises(take.CaseIncomplete) as refusal:
        await closed(story, case.id, world.ARM_CAEN)
    assert refusal.value.extra["missing"] == ["filing"]
    await story.edit(case.id, CaseEdit(version=0, motive_code="M03.01"))
    view = await closed(story, case.id, world.ARM_CAEN)
    assert (view.attribution, view.state) == (A.DR_ARM, CaseState.CLOTURE)


async def test_an_arm_does_not_close_what_waits_for_a_doctor(story: Story) -> None:
    case = await story.case()
    with pytest.raises(pick_up.NotFilable):
        await closed(story, case.id, world.ARM_CAEN)


async def test_a_cancelled_mission_settles_nothing(story: Story) -> None:
    mission = await story.mission()
    await story.cancel(mission.id)
    assert (await service.view(story.session, mission.case_id)).state is CaseState.ACTIF
