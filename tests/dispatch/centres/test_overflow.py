"""Calls of a centre ring at those pooled for it when nobody answers; its ambulatory queue falls to emergency doctors."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.trail import Fact
from dispatch.calls import service as calls
from dispatch.cases import pick_up
from dispatch.cases import service as cases
from dispatch.centres import pools
from gateways.worker.centres import alarm
from kit.caller import Caller, Right
from kit.settings import CentresSettings
from kit.wire.cases import CaseEdit
from kit.wire.centres import PoolEntry
from kit.wire.codes.cases import CareQueue
from kit.wire.codes.centres import OverflowReason, PoolReason
from kit.wire.codes.people import Role
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import Story
from tests.world import Person

SETTINGS = CentresSettings()
Engines = Mapping[str, AsyncEngine]


async def pool(rooms: Rooms, reason: PoolReason) -> None:
    entry = PoolEntry(centre_id=world.CAEN, by_centre_id=world.ROUEN, reason=reason, roles=[Role.ARM])
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, entry)


async def at_work(rooms: Rooms, who: Person) -> None:
    async with rooms.at(who) as story:
        await story.sign_in(who)


async def overflowed(rooms: Rooms, engines: Engines, *, after_s: float = 0) -> str | None:
    """Let a call of Caen ring for so long; give why it overflowed."""
    async with rooms.at(world.TELEPHONY_CAEN) as story:
        call = await story.ring()
    then = rooms.clock.real() + timedelta(seconds=after_s)
    rooms.clock.real = lambda: then
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_CAEN) as session:
        marked = (await calls.view(session, call.id)).overflowed_at
        facts = await session.scalars(select(Fact).where(Fact.call_id == call.id, Fact.kind == "call.overflowed"))
        told = [str(fact.body["because"]) for fact in facts]
    assert (marked is None) == (told == [])
    assert len(told) < 2
    return told[0] if told else None


async def test_a_call_waits_for_its_own_centre_until_the_bound(rooms: Rooms, engines: Engines) -> None:
    await pool(rooms, PoolReason.OVERFLOW)
    await at_work(rooms, world.ARM_CAEN)
    bound = SETTINGS.call_overflow_s
    assert await overflowed(rooms, engines, after_s=bound - 1) is None
    assert await overflowed(rooms, engines, after_s=bound) == OverflowReason.WAITED


async def test_a_call_overflows_at_once_when_nobody_is_at_work_or_the_lines_are_pooled_for_the_night(
    rooms: Rooms, engines: Engines
) -> None:
    await pool(rooms, PoolReason.OVERFLOW)
    await at_work(rooms, world.ARM_ROUEN)  # pooled for Caen, yet nobody of Caen's own
    assert await overflowed(rooms, engines) == OverflowReason.NOBODY
    await at_work(rooms, world.ARM_CAEN)
    await pool(rooms, PoolReason.NIGHT)
    assert await overflowed(rooms, engines) == OverflowReason.NIGHT


async def test_a_call_without_a_pool_never_overflows(rooms: Rooms, engines: Engines) -> None:
    assert await overflowed(rooms, engines, after_s=3600) is None


async def test_who_answers_a_pooled_call_opens_the_helped_centres_case(rooms: Rooms) -> None:
    await pool(rooms, PoolReason.OVERFLOW)
    async with rooms.at(world.TELEPHONY_CAEN) as exchange:
        call = await exchange.ring()
    arm = world.ARM_ROUEN
    rights = frozenset({Right(world.ROUEN, Role.ARM), Right(world.CAEN, Role.ARM, held_at=world.ROUEN)})
    caller = Caller(arm.id, arm.login, arm.name, rights)
    async with writing(rooms.engine, arm.id, [world.CAEN, world.ROUEN]) as session:
        case = (await pick_up.answer(session, caller, rooms.clock, call.id)).case
        opened = await Story(session, rooms.clock).fact("case.opened")
    assert (case.centre_id, opened.centre_id, opened.operator_centre_id) == (world.CAEN, world.CAEN, world.ROUEN)


@pytest.mark.parametrize("present", [True, False])
async def test_the_ambulatory_queue_falls_to_emergency_doctors_while_none_of_its_own_is_there(
    rooms: Rooms, engines: Engines, *, present: bool
) -> None:
    if present:
        await at_work(rooms, world.MRL_CAEN)
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.edit(case.id, CaseEdit(version=0, queue=CareQueue.AMBULATORY))
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_CAEN) as session:
        assert (await cases.view(session, case.id)).fallen_at == (None if present else rooms.clock.now())
    await at_work(rooms, world.MRL_CAEN)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_CAEN) as session:
        back = await cases.view(session, case.id)
        kinds = [entry.kind for entry in await cases.log(session, case.id)]
    assert (back.fallen_at, back.queue) == (None, CareQueue.AMBULATORY)
    assert kinds.count("case.fell_to_emergency") == kinds.count("case.back_to_ambulatory") == int(not present)
