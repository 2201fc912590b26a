"""An opinion is asked of a doctor of another centre, who reads the case meanwhile; what is said stays in the case's log."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dispatch.cases import service as cases
from dispatch.cases import take
from dispatch.centres import opinions
from dispatch.centres.opinions import OpinionGiven
from gateways.worker.centres import alarm
from kit.errors import Forbidden, Invalid, NotFound
from kit.settings import CentresSettings
from kit.wire.cases import CaseView
from kit.wire.centres import OpinionAnswer, ShareEntry
from kit.wire.codes.people import Role
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import advice
from tests.world import Person

QUESTION = ShareEntry(to_centre_id=world.ROUEN, role=Role.MRU, question="Thrombolyse avant transfert ?")
ANSWER = OpinionAnswer(words="Oui, sans attendre.")


async def asked(rooms: Rooms) -> CaseView:
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        return await opinions.ask(story.session, world.ARM_CAEN.caller, rooms.clock, case.id, QUESTION)


async def give(rooms: Rooms, case: CaseView, who: Person = world.MRU_ROUEN) -> CaseView:
    async with rooms.at(who) as story:
        return await opinions.give(story.session, who.caller, rooms.clock, case.id, world.ROUEN, ANSWER)


async def test_an_opinion_is_asked_given_and_read_on_both_sides(rooms: Rooms) -> None:
    case = await asked(rooms)
    async with rooms.looking(world.MRU_ROUEN) as session:
        [seen] = (await cases.view(session, case.id)).opinions
    assert (seen.question, seen.asked_by, seen.answer) == (QUESTION.question, world.ARM_CAEN.name, None)
    await give(rooms, case)
    for who in (world.ARM_CAEN, world.MRU_ROUEN):
        async with rooms.looking(who) as session:
            [given] = (await cases.view(session, case.id)).opinions
            last = (await cases.log(session, case.id))[-1]
        assert (given.answer, given.answered_by) == (ANSWER.words, world.MRU_ROUEN.name)
        assert (last.kind, last.author, last.body["answer"]) == (
            "case.opinion_given", world.MRU_ROUEN.name, ANSWER.words,
        )  # fmt: skip
    with pytest.raises(OpinionGiven):
        await give(rooms, case)


async def test_the_fact_says_where_its_author_works_and_nothing_is_in_clear(rooms: Rooms) -> None:
    case = await give(rooms, await asked(rooms))
    async with rooms.looking(world.ARM_CAEN) as session:
        fact = text("SELECT centre_id, operator_centre_id, body FROM facts WHERE kind = 'case.opinion_given'")
        centre_id, operator_centre_id, body = (await session.execute(fact)).one()
        stored = (await session.execute(text("SELECT question, answer FROM opinions"))).one()
    assert (centre_id, operator_centre_id) == (case.centre_id, world.ROUEN)
    assert ANSWER.words not in str(body)
    assert all(value.startswith("enc:") for value in stored)


async def test_only_a_doctor_of_the_centre_asked_gives_it(rooms: Rooms) -> None:
    case = await asked(rooms)
    with pytest.raises(Forbidden):
        await give(rooms, case, world.ARM_ROUEN)
    with pytest.raises(Forbidden):
        await give(rooms, case, world.MRU_CAEN)
    untold = await rooms.on_the_line()
    with pytest.raises(NotFound):
        await give(rooms, untold)


async def test_an_opinion_is_asked_of_a_doctor_of_another_centre(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        for wrong in (ShareEntry(to_centre_id=world.CAEN), ShareEntry(to_centre_id=world.ROUEN, role=Role.ARM)):
            with pytest.raises(Invalid):
                await opinions.ask(story.session, world.ARM_CAEN.caller, rooms.clock, case.id, wrong)


async def test_once_ended_the_other_centre_reads_the_case_no_more(rooms: Rooms) -> None:
    case = await asked(rooms)
    async with rooms.at(world.ARM_CAEN) as story:
        for _ in range(2):
            ended = await opinions.end(story.session, world.ARM_CAEN.caller, rooms.clock, case.id, world.ROUEN)
            assert (ended.opinions, ended.shared_with) == ([], [])
        kinds = [entry.kind for entry in await cases.log(story.session, case.id)]
    assert kinds.count("case.unshared") == 1
    with pytest.raises(NotFound):
        await give(rooms, case)
    async with rooms.looking(world.MRU_ROUEN) as session:
        with pytest.raises(NotFound):
            await cases.view(session, case.id)


async def test_an_opinion_ends_with_the_case(rooms: Rooms, engines: Mapping[str, AsyncEngine]) -> None:
    case = await give(rooms, await asked(rooms))
    async with rooms.at(world.MRU_CAEN) as story:
        await story.decide(case.id, advice())
        await take.close(story.session, world.MRU_CAEN.caller, rooms.clock, case.id)
    await alarm(engines["rramu_worker"], rooms.clock, CentresSettings())
    async with rooms.looking(world.ARM_CAEN) as session:
        closed = await cases.view(session, case.id)
    assert (closed.opinions, closed.shared_with) == ([], [])


async def test_an_opinion_ends_when_the_centre_asked_takes_the_case_over(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    case = await asked(rooms)
    await rooms.accept((await rooms.ask(case.id)).id)
    await alarm(engines["rramu_worker"], rooms.clock, CentresSettings())
    async with rooms.looking(world.ARM_ROUEN) as session:
        taken = await cases.view(session, case.id)
    assert (taken.opinions, taken.shared_with) == ([], [world.CAEN])
