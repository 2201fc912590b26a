"""Callers who hung up before anyone answered are called back, none lost, in the order they rang."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.calls import service as calls
from dispatch.calls.call_backs import NotToCallBack
from dispatch.cases import call_back, service
from kit.clock import Clock
from kit.errors import Forbidden, NotFound
from kit.wire.calls import CallBackEntry, CallView
from kit.wire.codes.calls import CallBack, CallBackResult, CallerState, CallState, Line
from kit.wire.codes.cases import Attribution
from tests import world
from tests.dispatch.story import NUMBER, Story


async def abandoned(story: Story, number: str | None = NUMBER, line: Line = Line.LINE_15) -> CallView:
    """Let a call ring a minute and its caller hang up."""
    call = await story.ring(number, line)
    story.later(1)
    return await story.tell(call.id, CallState.ABANDONED)


async def tell(story: Story, call: CallView, result: CallBackResult, who: world.Person = world.ARM_CAEN) -> CallView:
    return await call_back.call_back(story.session, who.caller, story.clock, call.id, CallBackEntry(result=result))


async def due(story: Story) -> list[CallView]:
    return [call for call in await calls.views(story.session) if call.call_back is CallBack.DUE]


# Who is on the list


async def test_fifty_who_give_up_in_a_storm_are_all_on_the_list_in_order(story: Story) -> None:
    rung = [await abandoned(story, f"+332619100{n:02}") for n in range(50)]
    assert [(call.id, call.rings_unanswered) for call in await due(story)] == [(call.id, 1) for call in rung]


async def test_ringing_again_unanswered_keeps_the_place_and_counts(story: Story) -> None:
    first = await abandoned(story)
    other = await abandoned(story, "+33261910002")
    again = await abandoned(story)
    assert [(call.id, call.rings_unanswered) for call in await due(story)] == [(first.id, 2), (other.id, 1)]
    assert (again.call_back, again.state) == (None, CallState.ABANDONED)
    assert (await story.fact("call.rang_again")).call_id == first.id


async def test_each_call_of_an_institution_or_without_a_number_waits_for_itself(story: Story) -> None:
    pairs = [(NUMBER, Line.PROFESSIONAL), (NUMBER, Line.PROFESSIONAL), (None, Line.LINE_112), (None, Line.LINE_112)]
    rung = [await abandoned(story, number, line) for number, line in pairs]
    await abandoned(story)  # a person whose number is also an institution's
    assert [call.id for call in await due(story)][:4] == [call.id for call in rung]
    assert [call.rings_unanswered for call in await due(story)] == [1, 1, 1, 1, 1]


async def test_a_call_that_was_answered_never_was_on_the_list(story: Story) -> None:
    call = await story.ring()
    await story.answer(call)
    ended = await story.tell(call.id, CallState.ENDED)
    assert ended.call_back is None
    with pytest.raises(NotToCallBack):
        await tell(story, call, CallBackResult.NO_ANSWER)


# How one leaves it


async def test_whoever_calls_again_and_is_answered_leaves_the_list(story: Story) -> None:
    first, other = await abandoned(story), await abandoned(story, "+33261910002")
    again = await story.ring()
    assert [call.id for call in await due(story)] == [first.id, other.id], "a ring alone reaches nobody"
    await story.answer(again)
    assert [call.id for call in await due(story)] == [other.id]
    assert (await calls.view(story.session, first.id)).call_back is CallBack.CALLED_AGAIN
    assert (await story.fact("call.call_back_called_again")).call_id == first.id


async def test_an_institution_that_calls_again_calls_for_somebody_else(story: Story) -> None:
    first = await abandoned(story, line=Line.FIRE)
    await story.answer(await story.ring(line=Line.FIRE))
    assert [call.id for call in await due(story)] == [first.id]


async def test_a_caller_reached_is_on_the_line_of_a_new_case(story: Story) -> None:
    reached = await tell(story, await abandoned(story), CallBackResult.REACHED)
    assert (reached.state, reached.call_back, reached.ended_at) == (CallState.ANSWERED, CallBack.REACHED, None)
    assert (reached.answered_by, reached.answered_at) == (world.ARM_CAEN.name, story.clock.now())
    assert reached.case_id is not None
    case = await service.view(story.session, reached.case_id)
    assert (case.attribution, case.caller, case.caller_number) == (Attribution.D, CallerState.ON_LINE, NUMBER)
    assert await story.facts(case.id) == ["case.opened", "call.answered"]
    assert await due(story) == []
    await story.tell(reached.id, CallState.ENDED, world.ARM_CAEN)
    assert (await service.view(story.session, case.id)).caller is CallerState.HUNG_UP


async def test_attempts_in_vain_are_counted_and_the_caller_stays(story: Story) -> None:
    call = await abandoned(story)
    for attempt in (1, 2, 3):
        story.later(5)
        tried = await tell(story, call, CallBackResult.NO_ANSWER)
        assert (tried.call_back_attempts, tried.call_back_tried_at) == (attempt, story.clock.now())
    assert [one.id for one in await due(story)] == [call.id], "after three, a person decides; nobody is dropped"
    assert (await story.fact("call.called_back")).body == {"attempt": 3}


async def test_one_key_files_it_and_twice_changes_nothing(story: Story) -> None:
    call = await abandoned(story, number=None)
    filed = await tell(story, call, CallBackResult.FILED)
    assert (filed.call_back, await due(story)) == (CallBack.FILED, [])
    assert await tell(story, call, CallBackResult.FILED) == filed


@pytest.mark.parametrize("result", [CallBackResult.REACHED, CallBackResult.NO_ANSWER])
async def test_nobody_calls_back_without_a_number(story: Story, result: CallBackResult) -> None:
    call = await abandoned(story, number=None)
    with pytest.raises(NotToCallBack) as refusal:
        await tell(story, call, result)
    assert refusal.value.extra["current"] == await calls.view(story.session, call.id)


async def test_only_the_arm_of_its_centre_calls_back(story: Story) -> None:
    call = await abandoned(story)
    with pytest.raises(Forbidden):
        await tell(story, call, CallBackResult.REACHED, world.MRU_CAEN)
    with pytest.raises(Forbidden):
        await tell(story, call, CallBackResult.REACHED, world.ARM_ROUEN)
    with pytest.raises(NotFound):
        await call_back.call_back(
            story.session, world.ARM_CAEN.caller, story.clock, world.ROUEN, CallBackEntry(result=CallBackResult.FILED)
        )


async def test_of_two_who_reach_the_same_caller_one_opens_a_case(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        call = await abandoned(Story(session, clock))

    async def reach(who: world.Person) -> bool:
        try:
            async with writing(api, who.id, [world.CAEN]) as session:
                await tell(Story(session, clock), call, CallBackResult.REACHED, who)
        except NotToCallBack:
            return False
        return True

    assert sum(await asyncio.gather(reach(world.ARM_CAEN), reach(world.ARM_CAEN_2))) == 1
    async with writing(api, None, [world.CAEN]) as session:
        assert len(await service.views(session)) == 1
