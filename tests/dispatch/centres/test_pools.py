"""Pooled rights follow from a pool and end with it; a post narrows a session to its own."""

from datetime import UTC, datetime

import pytest

from dispatch.centres import pools
from kit.caller import Right
from kit.errors import Forbidden, Invalid
from kit.wire.centres import PoolEntry
from kit.wire.codes import PoolReason, Role
from socle.accounts import posts
from tests import world
from tests.dispatch.centres.rooms import Rooms

NIGHT = PoolEntry(
    centre_id=world.CAEN,
    by_centre_id=world.ROUEN,
    reason=PoolReason.NIGHT,
    roles=[Role.MRU],
    from_minute=20 * 60,
    to_minute=8 * 60,
)
OWN = Right(world.ROUEN, Role.MRU)
POOLED = Right(world.CAEN, Role.MRU, held_at=world.ROUEN)


@pytest.mark.parametrize(
    ("at", "rights"),
    [
        (datetime(2026, 11, 21, 18, 59, tzinfo=UTC), {OWN}),
        (datetime(2026, 11, 21, 19, 0, tzinfo=UTC), {OWN, POOLED}),  # 20:00 in Paris
        (datetime(2026, 11, 22, 6, 59, tzinfo=UTC), {OWN, POOLED}),
        (datetime(2026, 11, 22, 7, 0, tzinfo=UTC), {OWN}),
    ],
)
async def test_night_pooling_gives_rights_between_its_hours(rooms: Rooms, at: datetime, rights: set[Right]) -> None:
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, NIGHT)
    async with rooms.looking(world.MRU_ROUEN) as session:
        assert await posts.in_force(session, world.MRU_ROUEN.id, None, at) == rights
        assert await posts.in_force(session, world.ARM_ROUEN.id, None, at) == {Right(world.ROUEN, Role.ARM)}


async def test_what_a_pool_gave_ends_with_it(rooms: Rooms) -> None:
    midnight = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        pool = await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, NIGHT)
        assert not pool.in_force
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.end(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, pool.id)
    async with rooms.looking(world.MRU_ROUEN) as session:
        assert await posts.in_force(session, world.MRU_ROUEN.id, None, midnight) == {OWN}


async def test_only_the_helped_centre_pools_its_lines_out(rooms: Rooms) -> None:
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        mine = world.SUPERVISOR_CAEN.caller
        wrong = PoolEntry(centre_id=world.CAEN, by_centre_id=world.CAEN, reason=PoolReason.OVERFLOW, roles=[Role.ARM])
        with pytest.raises(Invalid):
            await pools.begin(story.session, mine, rooms.clock, wrong)
        theirs = PoolEntry(centre_id=world.ROUEN, by_centre_id=world.CAEN, reason=PoolReason.OVERFLOW, roles=[Role.ARM])
        with pytest.raises(Forbidden):
            await pools.begin(story.session, mine, rooms.clock, theirs)
        high = PoolEntry(
            centre_id=world.CAEN, by_centre_id=world.ROUEN, reason=PoolReason.OVERFLOW, roles=[Role.ADMINISTRATOR]
        )
        with pytest.raises(Invalid):
            await pools.begin(story.session, mine, rooms.clock, high)
