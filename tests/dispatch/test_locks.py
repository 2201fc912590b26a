"""Commands on the same case and vehicle at the same moment wait for each other in one order: none is ever chosen as a deadlock's victim."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from db.models.fleet import Occupancy
from db.models.regulation import Case
from db.models.tasks import Task
from dispatch.calls import service as calls
from dispatch.cases import relief, tasks
from dispatch.cases import service as cases
from dispatch.missions import react
from dispatch.vehicles import repository as vehicles
from kit.clock import Clock
from kit.errors import RegulationError
from kit.wire.cases import CaseEdit
from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import TaskKind
from kit.wire.codes.missions import MissionStatus, Outcome
from kit.wire.live import FactNews
from kit.wire.missions import MissionView
from kit.wire.relief import TaskEntry
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import ELSEWHERE, Story, advice

S = MissionStatus
UNIT = world.AMBULANCE_CAEN
ROUNDS = 20
BLOCKS_SOMEBODY = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
)
"""Whether another transaction waits for this one now."""
TRIES = 2_000

Ending = Callable[[Story, UUID], Coroutine[Any, Any, MissionView]]
Command = Callable[[Story], Coroutine[Any, Any, object]]


async def run(engine: AsyncEngine, clock: Clock, command: Command) -> None:
    """Run one command in its own transaction; a rule may refuse it, which is not what is looked for here."""
    with suppress(RegulationError):
        async with writing(engine, None, [world.CAEN]) as session:
            await command(Story(session, clock))


def by_people(case_id: UUID, call_id: UUID, mission_id: UUID) -> list[Command]:
    return [
        lambda story: story.status(mission_id, S.REN_BASE),
        lambda story: story.close(mission_id, Outcome.NOTHING_FOUND),
        lambda story: story.edit(case_id, CaseEdit(version=0, place=ELSEWHERE)),
        lambda story: story.decide(case_id, advice()),
        lambda story: story.tell(call_id, CallState.ENDED),
        lambda story: story.mission(UNIT),
    ]


def by_boxes_and_reactions(mission_id: UUID, news: FactNews, seq: int) -> list[Command]:
    return [
        lambda story: story.box_says(UNIT, seq, "status", {"availability": "AVAILABLE"}),
        lambda story: story.button(UNIT, seq + 1, mission_id, S.RET_BASE),
        lambda story: react.place_changed(story.session, story.clock, news),
    ]


async def test_nobody_deadlocks(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api, worker = engines["rramu_api"], engines["rramu_worker"]
    chance = Random(15)
    for round_ in range(ROUNDS):
        async with writing(api, None, [world.CAEN]) as session:
            await session.execute(delete(Occupancy))
            story = Story(session, clock)
            mission = await story.mission(UNIT)
            await story.status(mission.id, S.DEPART, S.ARRIVEE, S.RETOUR)
            moved, answered = await story.fact("case.place_changed"), await story.fact("call.answered")
        assert answered.call_id is not None
        news = FactNews(centre_id=world.CAEN, number=1, fact_id=moved.id, kind=moved.kind, case_id=moved.case_id)
        at_once = [
            *((api, command) for command in by_people(mission.case_id, answered.call_id, mission.id)),
            *((worker, command) for command in by_boxes_and_reactions(mission.id, news, 1 + 2 * round_)),
        ]
        chance.shuffle(at_once)
        await asyncio.gather(*(run(engine, clock, command) for engine, command in at_once))


async def _cancel(story: Story, mission_id: UUID) -> MissionView:
    return await story.cancel(mission_id)


async def _close(story: Story, mission_id: UUID) -> MissionView:
    return await story.close(mission_id, Outcome.NOTHING_FOUND)


async def blocked(session: Writing, command: asyncio.Task[Any]) -> None:
    """Wait until a command waits for this transaction."""
    for _ in range(TRIES):
        if await session.scalar(BLOCKS_SOMEBODY):
            return
    command.cancel()
    pytest.fail("the command waits for nothing")


async def test_a_relief_waits_for_cases_before_it_has_any_task(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        story = Story(session, clock)
        case = await story.case()
        entry = TaskEntry(kind=TaskKind.CHECK_ARRIVAL, due_at=clock.now())
        await tasks.set_task(session, world.SUIVI_CAEN.caller, clock, case.id, entry)
        await story.sign_in(world.ARM_CAEN_2)

    async def ask(story: Story) -> object:
        return await relief.ask(story.session, world.SUIVI_CAEN.caller, clock, world.ARM_CAEN_2.id)

    async with writing(api, None, [world.CAEN]) as session:
        await cases.lock(session, case.id)
        asking = asyncio.create_task(run(api, clock, ask))
        await blocked(session, asking)
        assert (
            len((await session.scalars(select(Task).with_for_update(nowait=True))).all()) == 1
        )  # as `tasks.finish` does
    await asking
    async with writing(api, None, [world.CAEN]) as session:
        assert (await session.scalars(select(Task.offered_to))).all() == [world.ARM_CAEN_2.id]


async def test_the_worker_passes_over_a_task_whose_case_somebody_has(
    engines: dict[str, AsyncEngine], clock: Clock
) -> None:
    api, worker = engines["rramu_api"], engines["rramu_worker"]
    async with writing(api, None, [world.CAEN]) as session:
        case = await Story(session, clock).case()
        entry = TaskEntry(kind=TaskKind.CHECK_ARRIVAL, due_at=clock.now())
        await tasks.set_task(session, world.SUIVI_CAEN.caller, clock, case.id, entry)
    async with writing(api, None, [world.CAEN]) as session:
        await cases.lock(session, case.id)
        async with writing(worker, None, [world.CAEN]) as watching:
            assert not await tasks.tell_overdue(watching, world.CAEN, clock.now())
            assert not await relief.watch(watching, world.CAEN, clock.now())
    async with writing(worker, None, [world.CAEN]) as watching:
        assert await tasks.tell_overdue(watching, world.CAEN, clock.now())


async def test_taking_a_case_over_waits_for_its_call_before_it_has_the_case(
    engines: dict[str, AsyncEngine], clock: Clock
) -> None:
    rooms = Rooms(engines["rramu_api"], clock)
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    assert asked.call_id is not None
    async with rooms.at(world.ARM_CAEN) as story:
        await calls.lock(story.session, asked.call_id)
        accepting = asyncio.create_task(rooms.accept(asked.id))
        await blocked(story.session, accepting)
        await story.session.execute(select(Case.id).where(Case.id == case.id).with_for_update(nowait=True))
    assert (await accepting).centre_id == world.ROUEN


@pytest.mark.parametrize(
    ("before", "end"), [([S.DEPART], _cancel), ([S.DEPART, S.ARRIVEE, S.RETOUR, S.REN_BASE], _close)]
)
async def test_a_mission_ends_only_after_who_holds_its_case_has_asked_for_its_vehicle(
    engines: dict[str, AsyncEngine], clock: Clock, before: list[MissionStatus], end: Ending
) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(UNIT)
        await story.status(mission.id, *before)

    async def ends() -> MissionView:
        async with writing(api, None, [world.CAEN]) as session:
            return await end(Story(session, clock), mission.id)

    async with writing(api, None, [world.CAEN]) as session:
        await cases.lock(session, mission.case_id)
        ending = asyncio.create_task(ends())
        await blocked(session, ending)
        held = await vehicles.lock_occupancy(session, UNIT.vehicle_id, vehicles.ACTIVE)  # as engaging does
        assert held is not None
    assert (await ending).closed_at is not None
