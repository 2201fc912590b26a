"""What nobody answers in time is told once, by the worker, in domain time."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dispatch.cases import service as cases
from dispatch.cases import take
from dispatch.centres import help_requests, pools, transfers
from gateways.worker.centres import alarm
from kit.errors import NotFound
from kit.settings import CentresSettings
from kit.wire.centres import PoolEntry
from kit.wire.codes.cases import Priority
from kit.wire.codes.centres import PoolReason, TransferState
from kit.wire.codes.people import Role
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import advice

SETTINGS = CentresSettings()


def later(rooms: Rooms, seconds: float) -> None:
    then = rooms.clock.real() + timedelta(seconds=seconds)
    rooms.clock.real = lambda: then


async def test_a_transfer_unanswered_for_a_minute_is_told_to_both_centres_once(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    later(rooms, 59)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert (await transfers.view(session, asked.id)).alarmed_at is None
    later(rooms, 1)
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    for who in (world.ARM_CAEN, world.ARM_ROUEN):
        async with rooms.looking(who) as session:
            assert (await transfers.view(session, asked.id)).alarmed_at == rooms.clock.now()
            kinds = [entry.kind for entry in await cases.log(session, case.id)]
            assert kinds.count("case.transfer_unanswered") == 1
            assert (await cases.view(session, case.id)).centre_id == world.CAEN


async def test_a_vehicle_asked_for_and_not_answered_for_is_told_to_both_centres_once(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    later(rooms, 59)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert (await help_requests.view(session, asked.id)).alarmed_at is None
    later(rooms, 1)
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    for who in (world.SUPERVISOR_CAEN, world.ARM_ROUEN):
        async with rooms.looking(who) as session:
            assert (await help_requests.view(session, asked.id)).alarmed_at == rooms.clock.now()
            kinds = [one.kind for one in await cases.log(session, entry.case_id)]
            assert kinds.count("case.help_unanswered") == 1
    assert (await rooms.lend(asked.id)).vehicle_id == entry.vehicle_id


async def test_a_p0_no_doctor_takes_is_told_and_read_by_the_pooled_centre(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = PoolEntry(
        centre_id=world.CAEN, by_centre_id=world.ROUEN, reason=PoolReason.OVERFLOW, roles=[Role.MRU, Role.MRL]
    )
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, entry)
    case = await rooms.on_the_line(Priority.P0)
    later(rooms, 29)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_CAEN) as session:
        assert (await cases.view(session, case.id)).escalated_at is None
    later(rooms, 1)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_ROUEN) as session:
        seen = await cases.view(session, case.id)
    assert (seen.escalated_at, seen.shared_with) == (rooms.clock.now(), [world.ROUEN])


async def test_a_transfer_of_a_case_closed_after_the_alarm_is_taken_back(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    later(rooms, 60)
    await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.at(world.MRU_CAEN) as story:
        await story.decide(case.id, advice())
        await take.close(story.session, world.MRU_CAEN.caller, rooms.clock, case.id)
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_CAEN) as session:
        assert (await transfers.view(session, asked.id)).state is TransferState.TAKEN_BACK
        assert (await cases.view(session, case.id)).shared_with == []
        kinds = [entry.kind for entry in await cases.log(session, case.id)]
        assert kinds.count("case.transfer_taken_back") == 1


async def test_the_pooled_centre_reads_a_p0_no_more_once_a_doctor_has_it(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = PoolEntry(centre_id=world.CAEN, by_centre_id=world.ROUEN, reason=PoolReason.OVERFLOW, roles=[Role.MRU])
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        await pools.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, entry)
    case = await rooms.on_the_line(Priority.P0)
    later(rooms, 30)
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert (await cases.view(session, case.id)).shared_with == [world.ROUEN]
    async with rooms.at(world.MRU_CAEN) as story:
        await take.take(story.session, world.MRU_CAEN.caller, rooms.clock, case.id)
    for _ in range(2):
        await alarm(engines["rramu_worker"], rooms.clock, SETTINGS)
    async with rooms.looking(world.ARM_ROUEN) as session:
        with pytest.raises(NotFound):
            await cases.view(session, case.id)
    async with rooms.looking(world.ARM_CAEN) as session:
        assert [entry.kind for entry in await cases.log(session, case.id)].count("case.unshared") == 1
