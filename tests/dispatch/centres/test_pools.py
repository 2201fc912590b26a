"""Pooled rights follow from a pool and end with it; a post narrows a session to its own."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.accounts import AccountRight, Session
from dispatch.cases import holding, relief, take
from dispatch.cases import service as cases
from dispatch.centres import pools
from kit.caller import Caller, Right
from kit.errors import Forbidden, Invalid
from kit.ids import SessionId
from kit.wire.centres import PoolEntry, PostEntry
from kit.wire.codes.centres import PoolReason
from kit.wire.codes.people import DOCTORS, Role
from socle.accounts import posts
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import Story

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


async def test_a_pooled_doctor_is_at_work_where_the_pool_holds_and_leaves_with_it(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    all_day = replace(NIGHT, reason=PoolReason.OVERFLOW, from_minute=0, to_minute=0)
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        pool = await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, all_day)
    case = await rooms.on_the_line()
    now, doctor = rooms.clock.now(), world.MRU_ROUEN
    pooled = Caller(doctor.id, doctor.login, doctor.name, frozenset({OWN, POOLED}))
    async with writing(rooms.engine, doctor.id, [world.CAEN, world.ROUEN]) as session:
        await Story(session, rooms.clock).sign_in(doctor)
        await take.take(session, pooled, rooms.clock, case.id)
        assert await cases.is_at_work(session, doctor.id, world.CAEN, DOCTORS, now)
        await holding.check_sees(session, pooled, {world.CAEN}, now)
        with pytest.raises(holding.StillHolding):
            await holding.check_sees(session, pooled, {world.ROUEN}, now)

    worker = engines["rramu_worker"]
    async with writing(worker, None, [world.CAEN]) as session:
        assert not await relief.watch(session, world.CAEN, now)
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.end(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, pool.id)
        assert not await cases.is_at_work(story.session, doctor.id, world.CAEN, DOCTORS, now)
    async with writing(worker, None, [world.CAEN]) as session:
        assert await relief.watch(session, world.CAEN, now)
        assert (await cases.view(session, case.id)).orphaned_at == now


async def test_a_doctor_at_another_post_is_not_at_work_at_this_one(rooms: Rooms) -> None:
    now, doctor = rooms.clock.now(), world.MRU_ROUEN
    async with rooms.at(doctor) as story:
        story.session.add(AccountRight(account_id=doctor.id, centre_id=world.CAEN, role=Role.MRU))
        await story.sign_in(doctor)
        session_id = (await story.session.scalars(select(Session.id).where(Session.account_id == doctor.id))).one()
        assert await cases.is_at_work(story.session, doctor.id, world.CAEN, DOCTORS, now)
        entry = PostEntry(centre_id=world.ROUEN, role=Role.MRU, pooled_centre_ids=[])
        await posts.take(story.session, doctor.caller, rooms.clock, SessionId(session_id), entry)
        assert not await cases.is_at_work(story.session, doctor.id, world.CAEN, DOCTORS, now)
        assert await cases.is_at_work(story.session, doctor.id, world.ROUEN, DOCTORS, now)
