"""Announcing calls and seeing them."""

import pytest

from dispatch.calls import service
from kit.errors import Forbidden, NotFound
from kit.wire.calls import IncomingCall
from kit.wire.codes.calls import CallState, Line
from tests import world
from tests.dispatch.story import ELSEWHERE, SCENE, Story


def incoming(number: str = "+33261910001") -> IncomingCall:
    return IncomingCall(external_id="PABX-1", centre_id=world.CAEN, line=Line.LINE_15, number=number)


async def test_announcing_twice_gives_the_same_call_and_one_fact(story: Story) -> None:
    first = await service.announce(story.session, world.TELEPHONY_CAEN.caller, story.clock, incoming())
    again = await service.announce(story.session, world.TELEPHONY_CAEN.caller, story.clock, incoming("+33261910009"))
    assert again == first
    assert (first.state, first.rang_at, first.number) == (CallState.RINGING, world.NOON, "+33261910001")
    assert len(await service.views(story.session)) == 1


async def test_only_the_centres_own_exchange_announces(story: Story) -> None:
    for stranger in (world.TELEPHONY_ROUEN, world.ARM_CAEN):
        with pytest.raises(Forbidden):
            await service.announce(story.session, stranger.caller, story.clock, incoming())


async def test_open_cases_with_the_same_number_or_place_are_proposed(story: Story) -> None:
    case = await story.case()
    same_number = await story.ring()
    same_place = await story.ring("+33261910002", at=SCENE)
    unrelated = await story.ring("+33261910003", at=ELSEWHERE)
    switchboard = await story.ring(line=Line.PROFESSIONAL)
    assert [call.attach_to for call in (same_number, same_place, unrelated, switchboard)] == [
        [case.id],
        [case.id],
        [],
        [],
    ]


async def test_a_case_is_found_again_by_any_of_its_callers(story: Story) -> None:
    opened = await story.answer(await story.ring("+33261910001"))
    second = await story.ring("+33261910002")
    await story.answer(second)
    third = await story.ring("+33261910002")
    own = (await service.view(story.session, second.id)).case_id
    assert third.attach_to == [own]
    assert opened.id not in third.attach_to


async def test_calls_under_way_are_listed_until_they_end(story: Story) -> None:
    first = await story.ring()
    second = await story.ring("+33261910002")
    await story.answer(first)
    await story.tell(first.id, CallState.ENDED)
    assert [call.id for call in await service.views(story.session)] == [second.id]
    ended = await service.view(story.session, first.id)
    assert (ended.state, ended.ended_at) == (CallState.ENDED, world.NOON)


async def test_an_unknown_call_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        await service.view(story.session, world.CAEN)
