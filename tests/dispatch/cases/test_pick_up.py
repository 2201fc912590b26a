"""What calls do to cases."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.calls import service as calls
from dispatch.calls.service import CallMoved, CallTaken
from dispatch.cases import pick_up, service
from dispatch.cases.service import CaseClosed
from kit.clock import Clock
from kit.errors import Forbidden, Invalid, NotFound
from kit.wire.calls import CallAttachment, CallFiling, CallView
from kit.wire.cases import CaseEdit, CaseView
from kit.wire.codes.calls import CallerState, CallState, Line
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, Priority
from tests import world
from tests.dispatch.story import NUMBER, Story, advice

A, C, Q = Attribution, CaseState, CareQueue


async def attach(story: Story, call: CallView, case_id: UUID) -> CallView:
    entry = CallAttachment(case_id=case_id)
    return await pick_up.attach(story.session, world.ARM_CAEN.caller, story.clock, call.id, entry)


async def second_pick_up(story: Story) -> tuple[CallView, CaseView]:
    """Answer one more call of the same number; give it with the empty case it opened."""
    call = await story.ring()
    empty = await story.answer(call)
    return await calls.view(story.session, call.id), empty


# Answering


async def test_picking_up_opens_a_plain_active_case(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    assert (case.attribution, case.state, case.priority) == (A.D, C.ACTIF, Priority.NR)
    assert (case.caller, case.caller_number, case.repeat_count) == (CallerState.ON_LINE, NUMBER, 0)
    assert case.number.startswith("DRFR1514026325")
    answered = await calls.view(story.session, call.id)
    assert (answered.state, answered.case_id, answered.answered_by) == (CallState.ANSWERED, case.id, "Alix Marchand")
    assert await story.facts(case.id) == ["case.opened", "call.answered"]


async def test_case_numbers_count_one_by_one(story: Story) -> None:
    numbers = [(await story.answer(await story.ring(f"+3326191000{n}"))).number for n in range(3)]
    counters = [int(number[-5:]) for number in numbers]
    assert counters == [counters[0], counters[0] + 1, counters[0] + 2]


async def test_the_second_to_answer_is_told_who_has(story: Story) -> None:
    call = await story.ring()
    await story.answer(call)
    with pytest.raises(CallTaken) as refusal:
        await story.answer(call, world.ARM_CAEN_2)
    assert "Alix Marchand" in refusal.value.detail
    assert refusal.value.extra["current"] == await calls.view(story.session, call.id)


async def test_a_caller_who_gave_up_cannot_be_answered(story: Story) -> None:
    call = await story.ring()
    await story.tell(call.id, CallState.ABANDONED)
    with pytest.raises(CallMoved):
        await story.answer(call)


async def test_a_doctor_does_not_pick_up(story: Story) -> None:
    with pytest.raises(Forbidden):
        await story.answer(await story.ring(), world.MRU_CAEN)


async def test_another_centres_call_does_not_exist(story: Story) -> None:
    with pytest.raises(NotFound):
        await pick_up.answer(story.session, world.ARM_CAEN.caller, story.clock, world.ROUEN)


async def test_two_who_answer_together_open_one_case(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        rings = [await Story(session, clock).ring(f"+332619100{n:02}") for n in range(20)]

    async def answer(call: CallView, who: world.Person) -> bool:
        try:
            async with writing(api, who.id, [world.CAEN]) as session:
                await Story(session, clock).answer(call, who)
        except CallTaken:
            return False
        return True

    for call in rings:
        won = await asyncio.gather(answer(call, world.ARM_CAEN), answer(call, world.ARM_CAEN_2))
        assert sum(won) == 1
    async with writing(api, None, [world.CAEN]) as session:
        opened = await service.views(session)
    assert len(opened) == len({case.number for case in opened}) == len(rings)


# The life of a call


async def test_the_caller_of_a_case_follows_its_call(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    seen: list[CallerState] = []
    for state in (CallState.HELD, CallState.ANSWERED, CallState.HELD, CallState.HUNG_UP_ON_HOLD):
        story.later(1)
        await story.tell(call.id, state)
        now = await service.view(story.session, case.id)
        assert now.caller_since == story.clock.now()
        seen.append(now.caller)
    assert seen == [CallerState.ON_HOLD, CallerState.ON_LINE, CallerState.ON_HOLD, CallerState.TO_CALL_BACK]


async def test_hanging_up_never_takes_a_case_out_of_its_queue(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    await story.edit(case.id, CaseEdit(version=0, queue=Q.AMU, priority=Priority.P2))
    story.later(5)
    await story.tell(call.id, CallState.ENDED)
    waiting = await service.view(story.session, case.id)
    assert (waiting.queue, waiting.priority, waiting.caller) == (Q.AMU, Priority.P2, CallerState.TO_CALL_BACK)
    assert waiting.queued_at == world.NOON


async def test_saying_the_same_state_twice_changes_nothing(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    held = await story.tell(call.id, CallState.HELD)
    assert await story.tell(call.id, CallState.HELD) == held
    assert (await story.facts(case.id)).count("call.held") == 1


@pytest.mark.parametrize("state", [CallState.HELD, CallState.ENDED, CallState.HUNG_UP_ON_HOLD, CallState.ANSWERED])
async def test_a_ringing_call_is_only_answered_or_abandoned(story: Story, state: CallState) -> None:
    call = await story.ring()
    with pytest.raises(CallMoved):
        await story.tell(call.id, state)


async def test_an_arm_cannot_say_that_the_caller_hung_up(story: Story) -> None:
    call = await story.ring()
    await story.answer(call)
    await story.tell(call.id, CallState.HELD, world.ARM_CAEN)
    with pytest.raises(Forbidden):
        await story.tell(call.id, CallState.HUNG_UP_ON_HOLD, world.ARM_CAEN)


# Attaching


async def test_a_repeat_call_brings_its_case_back_to_a_doctor(story: Story) -> None:
    first = await story.answer(await story.ring())
    await story.edit(first.id, CaseEdit(version=0, priority=Priority.P3, motive_code="M03.01"))
    await story.decide(first.id, advice())
    story.later(30)
    call, empty = await second_pick_up(story)
    assert call.attach_to == [first.id]
    attached = await attach(story, call, first.id)
    assert attached.case_id == first.id
    joined = await service.view(story.session, first.id)
    assert (joined.priority, joined.repeat_count, joined.queue) == (Priority.P1, 1, Q.AMU)
    assert (joined.state, joined.queued_at) == (C.ACTIF, story.clock.now())
    emptied = await service.view(story.session, empty.id)
    assert (emptied.state, emptied.closed_at) == (C.CLASSE, story.clock.now())


async def test_a_p0_stays_p0_and_an_ambulatory_case_its_queue(story: Story) -> None:
    case = await story.answer(await story.ring())
    await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0, queue=Q.AMBULATORY))
    story.later(10)
    call, _ = await second_pick_up(story)
    await attach(story, call, case.id)
    joined = await service.view(story.session, case.id)
    assert (joined.priority, joined.queue, joined.queued_at) == (Priority.P0, Q.AMBULATORY, world.NOON)


async def test_attaching_back_undoes_an_attachment(story: Story) -> None:
    case = await story.case()
    call, empty = await second_pick_up(story)
    await attach(story, call, case.id)
    await attach(story, call, empty.id)
    own = await service.view(story.session, empty.id)
    left = await service.view(story.session, case.id)
    assert (own.state, own.closed_at, own.repeat_count) == (C.ACTIF, None, 0)
    assert left.repeat_count == 0


async def test_a_case_somebody_has_filled_is_not_emptied(story: Story) -> None:
    case = await story.case()
    call, other = await second_pick_up(story)
    await story.edit(other.id, CaseEdit(version=0, motive_code="M01.01"))
    await attach(story, call, case.id)
    assert (await service.view(story.session, other.id)).state is C.ACTIF


async def test_attaching_twice_counts_once(story: Story) -> None:
    case = await story.case()
    call, _ = await second_pick_up(story)
    await attach(story, call, case.id)
    await attach(story, call, case.id)
    assert (await service.view(story.session, case.id)).repeat_count == 1


async def test_a_call_nobody_answered_is_attached_to_nothing(story: Story) -> None:
    case = await story.case()
    with pytest.raises(pick_up.NotAnswered):
        await attach(story, await story.ring(), case.id)


async def test_a_crew_does_not_become_the_caller_of_a_case(story: Story) -> None:
    case = await story.case()
    call = await story.ring("+33261910077", Line.CREW)
    await story.answer(call)
    await attach(story, call, case.id)
    assert (await service.view(story.session, case.id)).caller_number == NUMBER


# Filing


async def test_one_key_files_a_wrong_number(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    await story.file(call, CallFiling(attribution=A.D_WRONG_NUMBER))
    filed = await service.view(story.session, case.id)
    assert (filed.attribution, filed.state, filed.closed_at) == (A.D_WRONG_NUMBER, C.CLOTURE, world.NOON)
    with pytest.raises(CaseClosed):
        await story.file(call, CallFiling(attribution=A.D_HUNG_UP))


@pytest.mark.parametrize("attribution", [A.D, A.DR, A.DRM_EMERGENCY])
async def test_what_is_no_key_files_nothing(story: Story, attribution: Attribution) -> None:
    call = await story.ring()
    await story.answer(call)
    with pytest.raises(Invalid) as refusal:
        await story.file(call, CallFiling(attribution=attribution))
    assert refusal.value.extra["path"] == "$.attribution"


async def test_a_case_that_waits_for_a_doctor_or_had_one_is_not_filed(story: Story) -> None:
    call = await story.ring()
    case = await story.answer(call)
    await story.edit(case.id, CaseEdit(version=0, queue=Q.AMU))
    with pytest.raises(pick_up.NotFilable):
        await story.file(call, CallFiling(attribution=A.D_HUNG_UP))
    await story.decide(case.id, advice())
    with pytest.raises(pick_up.NotFilable):
        await story.file(call, CallFiling(attribution=A.D_HUNG_UP))
