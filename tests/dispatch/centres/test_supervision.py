"""A supervisor sees every centre's load in figures, who is at which post of the room, and signs out who has left one."""

import pytest
from sqlalchemy import text

from dispatch.centres import supervision
from kit.errors import Forbidden, NotFound
from kit.wire.codes.people import Role, SessionEnd
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.world import Person

SUPERVISOR = world.SUPERVISOR_CAEN


async def at_work(rooms: Rooms, *people: Person) -> None:
    for who in people:
        async with rooms.at(who) as story:
            await story.sign_in(who)


async def test_loads_count_what_waits_and_who_is_there(rooms: Rooms) -> None:
    await at_work(rooms, world.ARM_CAEN, world.SUIVI_CAEN, world.MRU_CAEN, world.ARM_ROUEN)
    case = await rooms.on_the_line()
    async with rooms.at(world.TELEPHONY_ROUEN) as exchange:
        call = await exchange.ring(who=world.TELEPHONY_ROUEN)
    async with rooms.looking(SUPERVISOR) as session:
        loads = {load.centre_id: load for load in await supervision.loads(session, rooms.clock.now())}
    caen, rouen = loads[world.CAEN], loads[world.ROUEN]
    assert (caen.ringing, caen.waiting, caen.waiting_since) == (0, 1, case.queued_at)
    assert (caen.call_takers, caen.doctors) == (2, 1)
    assert (rouen.ringing, rouen.ringing_since, rouen.waiting) == (1, call.rang_at, 0)
    assert (rouen.call_takers, rouen.doctors) == (1, 0)


async def test_posts_are_those_of_the_centres_one_supervises(rooms: Rooms) -> None:
    await at_work(rooms, world.ARM_CAEN, world.MRU_CAEN, world.ARM_ROUEN)
    async with rooms.looking(SUPERVISOR) as session:
        found = await supervision.posts_of(session, SUPERVISOR.caller, rooms.clock.now())
    assert {(one.name, one.role) for one in found} == {
        (world.ARM_CAEN.name, Role.ARM),
        (world.MRU_CAEN.name, Role.MRU),
    }


async def test_a_post_that_was_left_is_ended(rooms: Rooms) -> None:
    await at_work(rooms, world.ARM_CAEN, world.MRU_CAEN)
    async with rooms.at(SUPERVISOR) as story:
        left = await supervision.end_post(story.session, SUPERVISOR.caller, rooms.clock, world.CAEN, world.ARM_CAEN.id)
        assert [one.name for one in left] == [world.MRU_CAEN.name]
        ended = text("SELECT ended_because FROM sessions WHERE account_id = :who")
        assert await story.session.scalar(ended, {"who": world.ARM_CAEN.id}) == SessionEnd.BY_MANAGER


async def test_nobody_is_signed_out_at_another_centre(rooms: Rooms) -> None:
    await at_work(rooms, world.ARM_ROUEN)
    async with rooms.at(SUPERVISOR) as story:
        with pytest.raises(Forbidden):
            await supervision.end_post(story.session, SUPERVISOR.caller, rooms.clock, world.ROUEN, world.ARM_ROUEN.id)
        with pytest.raises(NotFound):
            await supervision.end_post(story.session, SUPERVISOR.caller, rooms.clock, world.CAEN, world.ARM_ROUEN.id)
