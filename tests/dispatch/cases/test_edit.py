"""What operators type in a case."""

import pytest

from dispatch.cases import edit, service
from dispatch.cases.service import CaseClosed
from kit.errors import Forbidden, Invalid, StaleVersion
from kit.wire.calls import CallFiling
from kit.wire.cases import CaseEdit
from kit.wire.codes.calls import CallerState, CallState
from kit.wire.codes.cases import Attribution, CareQueue, Priority
from tests import world
from tests.dispatch.story import ELSEWHERE, SCENE, Story

Q = CareQueue


async def test_what_is_not_sent_is_not_touched(story: Story) -> None:
    opened = await story.answer(await story.ring())
    placed = await story.edit(opened.id, CaseEdit(version=0, place=SCENE))
    qualified = await story.edit(opened.id, CaseEdit(version=0, motive_code="M03.01", priority=Priority.P2))
    assert (qualified.place, qualified.motive, qualified.priority) == (SCENE, "Douleur thoracique", Priority.P2)
    assert (placed.attribution, qualified.attribution) == (Attribution.D, Attribution.DR)
    assert opened.version < placed.version < qualified.version


async def test_a_stale_edit_is_refused_with_what_changed(story: Story) -> None:
    seen = await story.answer(await story.ring())
    changed = await story.edit(seen.id, CaseEdit(version=0, priority=Priority.P1))
    with pytest.raises(StaleVersion) as refusal:
        await edit.edit(
            story.session, world.ARM_CAEN_2.caller, story.clock, seen.id, CaseEdit(version=seen.version, place=SCENE)
        )
    assert refusal.value.extra["current"] == changed
    assert (await service.view(story.session, seen.id)).place is None


@pytest.mark.parametrize("priority", [Priority.P0, Priority.P1])
async def test_anyone_raises_and_only_a_doctor_lowers_a_p0_or_p1(story: Story, priority: Priority) -> None:
    case = await story.answer(await story.ring())
    await story.edit(case.id, CaseEdit(version=0, priority=priority))
    with pytest.raises(Forbidden):
        await story.edit(case.id, CaseEdit(version=0, priority=Priority.P2))
    lowered = await story.edit(case.id, CaseEdit(version=0, priority=Priority.P2), world.MRU_CAEN)
    assert lowered.priority is Priority.P2
    assert (await story.edit(case.id, CaseEdit(version=0, priority=Priority.P3))).priority is Priority.P3


async def test_waiting_begins_with_the_queue_and_goes_on_between_doctors(story: Story) -> None:
    case = await story.answer(await story.ring())
    await story.edit(case.id, CaseEdit(version=0, queue=Q.AMU))
    story.later(7)
    moved = await story.edit(case.id, CaseEdit(version=0, queue=Q.AMBULATORY))
    assert (moved.queue, moved.queued_at) == (Q.AMBULATORY, world.NOON)
    with pytest.raises(Forbidden):
        await story.edit(case.id, CaseEdit(version=0, queue=None))
    out = await story.edit(case.id, CaseEdit(version=0, queue=None), world.MRL_CAEN)
    assert (out.queue, out.queued_at) == (None, None)


async def test_a_caller_gone_before_the_case_is_queued_is_to_be_called_back(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    await story.tell(call.id, CallState.ENDED)
    assert (await service.view(story.session, case.id)).caller is CallerState.HUNG_UP
    queued = await story.edit(case.id, CaseEdit(version=0, queue=Q.AMU))
    assert queued.caller is CallerState.TO_CALL_BACK


async def test_an_unknown_motive_names_the_fault(story: Story) -> None:
    case = await story.answer(await story.ring())
    with pytest.raises(Invalid) as refusal:
        await story.edit(case.id, CaseEdit(version=0, motive_code="M99.99"))
    assert refusal.value.extra["path"] == "$.motive_code"


async def test_a_changed_place_is_a_fact_of_its_own_and_the_same_place_none(story: Story) -> None:
    case = await story.answer(await story.ring())
    placed = await story.edit(case.id, CaseEdit(version=0, place=SCENE))
    assert await story.edit(case.id, CaseEdit(version=0, place=SCENE)) == placed
    await story.edit(case.id, CaseEdit(version=0, place=ELSEWHERE))
    assert (await story.facts(case.id)).count("case.place_changed") == 2


async def test_notes_are_appended_to_the_log(story: Story) -> None:
    case = await story.answer(await story.ring())
    for note in ("code portail 12A", "chien méchant"):
        await story.edit(case.id, CaseEdit(version=0, note=note))
    log = await service.log(story.session, case.id)
    assert [(entry.body["note"], entry.author, entry.role) for entry in log if entry.kind == "case.noted"] == [
        ("code portail 12A", "Alix Marchand", "ARM"),
        ("chien méchant", "Alix Marchand", "ARM"),
    ]


async def test_a_closed_case_is_never_edited(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    await story.file(call, CallFiling(attribution=Attribution.D_HUNG_UP))
    with pytest.raises(CaseClosed):
        await story.edit(case.id, CaseEdit(version=0, note="rappelé"))


async def test_a_supervisor_and_a_foreign_arm_edit_nothing(story: Story) -> None:
    case = await story.answer(await story.ring())
    for stranger in (world.SUPERVISOR_CAEN, world.ARM_ROUEN):
        with pytest.raises(Forbidden):
            await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0), stranger)
