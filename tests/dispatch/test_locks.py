"""Commands on the same case and vehicle at the same moment wait for each other in one order: none is ever chosen as a deadlock's victim."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.fleet import Occupancy
from dispatch.cases import service as cases
from dispatch.missions import react
from dispatch.vehicles import repository as vehicles
from kit.clock import Clock
from kit.errors import RegulationError
from kit.wire.cases import CaseEdit
from kit.wire.codes import CallState, MissionStatus, Outcome
from kit.wire.live import FactNews
from kit.wire.missions import MissionView
from tests import world
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
        for _ in range(TRIES):
            if await session.scalar(BLOCKS_SOMEBODY):
                break
        else:
            pytest.fail("the end of the mission does not wait for its case")
        held = await vehicles.lock_occupancy(session, UNIT.vehicle_id, vehicles.ACTIVE)  # as engaging does
        assert held is not None
    assert (await ending).closed_at is not None
