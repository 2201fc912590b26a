"""What boxes said: applied oldest first, once, and one that cannot be applied never blocks the next."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from db.models.positions import BoxMessage
from db.models.regulation import Case, Mission
from dispatch.cases import service as cases
from dispatch.missions import follow
from gateways.worker.box_messages import Apply, apply_next
from kit.caller import Author
from kit.clock import Clock
from kit.errors import Conflict
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import Story
from tests.world import AMBULANCE_CAEN, NOON

Engines = dict[str, AsyncEngine]


async def _say(engines: Engines, seq: int, body: Mapping[str, Any] | None = None, *, late_s: int = 0) -> None:
    """Keep a message as a tracker does."""
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            insert(BoxMessage).values(
                box_id=AMBULANCE_CAEN.box_id, boot=1, seq=seq, vehicle_id=AMBULANCE_CAEN.vehicle_id, kind="status",
                body=dict(body or {"availability": "AVAILABLE"}), received_at=NOON + timedelta(seconds=late_s),
            )
        )  # fmt: skip


async def _outcomes(engines: Engines) -> dict[int, str | None]:
    async with engines["rramu_owner"].connect() as connection:
        rows = await connection.execute(text("SELECT seq, outcome FROM box_messages ORDER BY seq"))
        return {row.seq: row.outcome for row in rows}


async def _all(engines: Engines, clock: Clock, apply: Apply) -> None:
    while await apply_next(engines["rramu_worker"], clock, apply):
        pass


async def test_applied_in_order_and_once_whatever_the_number_of_workers(engines: Engines, clock: Clock) -> None:
    for seq in (3, 1, 2):
        await _say(engines, seq)
    await _say(engines, 9, late_s=-60)
    applied: list[int] = []

    async def apply(_session: Writing, _clock: Clock, message: BoxMessage) -> str:
        applied.append(message.seq)
        return "APPLIED"

    await asyncio.gather(*(_all(engines, clock, apply) for _ in range(3)))

    assert applied == [9, 1, 2, 3]
    assert set((await _outcomes(engines)).values()) == {"APPLIED"}


async def test_a_message_that_cannot_be_applied_is_marked_and_the_next_goes_on(engines: Engines, clock: Clock) -> None:
    for seq in (1, 2, 3):
        await _say(engines, seq)

    async def apply(session: Writing, _clock: Clock, message: BoxMessage) -> str:
        await session.execute(text("UPDATE vehicles SET base = 'touched by ' || :seq"), {"seq": str(message.seq)})
        if message.seq == 1:
            raise Conflict("refused")
        if message.seq == 2:
            raise KeyError("a bug")
        return "APPLIED"

    await _all(engines, clock, apply)

    assert await _outcomes(engines) == {1: "conflict", 2: "FAILED", 3: "APPLIED"}
    async with engines["rramu_owner"].connect() as connection:
        assert (await connection.execute(text("SELECT DISTINCT base FROM vehicles"))).scalars().all() == [
            "touched by 3"
        ]


async def test_what_a_failed_message_changed_in_a_case_is_forgotten(engines: Engines, clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        mission = await Story(session, clock).mission()
    for seq in (1, 2, 3):
        await _say(engines, seq, {"mission_id": str(mission.id)})

    async def apply(session: Writing, _clock: Clock, message: BoxMessage) -> str:
        case = await session.get_one(Case, mission.case_id)
        (await session.get_one(Mission, mission.id)).version += 10 * message.seq
        if message.seq > 1:
            await cases.record(session, Author(None, "box"), case, "case.noted", NOON, {})
        await session.flush()
        if message.seq == 2:
            raise KeyError("a bug, after the fact")
        return "APPLIED"

    await _all(engines, clock, apply)

    assert await _outcomes(engines) == {1: "FAILED", 2: "FAILED", 3: "APPLIED"}
    async with engines["rramu_owner"].connect() as connection:
        told = text("SELECT body FROM facts WHERE kind = 'case.noted'")
        assert len((await connection.execute(told)).all()) == 1
        changed = "SELECT rows->'missions' FROM changes JOIN facts ON id = fact_id WHERE kind = 'case.noted'"
        assert await connection.scalar(text(changed)) == {str(mission.id): {"version": mission.version + 30}}
        versions = await connection.scalars(text("SELECT version FROM missions"))
        assert list(versions) == [mission.version + 30]


async def test_a_button_pressed_while_its_case_changes_hands_is_applied_where_it_went(
    engines: Engines, clock: Clock
) -> None:
    rooms = Rooms(engines["rramu_api"], clock)
    async with rooms.at(world.ARM_CAEN) as story:
        mission = await story.mission()
    asked = await rooms.ask(mission.case_id)
    await _say(
        engines, 1, {"mission_id": str(mission.id), "status": "DEPART", "boot": 1, "seq": 1, "at": NOON.isoformat()}
    )
    centres: list[str | None] = []

    async def apply(session: Writing, clock: Clock, message: BoxMessage) -> str:
        centres.append(await session.scalar(text("SELECT current_setting('rramu.centres')")))
        if len(centres) == 1:
            await rooms.accept(asked.id)
        return await follow.apply_box_message(session, clock, message)

    await _all(engines, clock, apply)

    assert await _outcomes(engines) == {1: "APPLIED"}
    assert centres == [str(world.CAEN), str(world.ROUEN)]


async def test_a_passing_trouble_leaves_the_message_waiting(engines: Engines, clock: Clock) -> None:
    await _say(engines, 1)

    async def apply(_session: Writing, _clock: Clock, _message: BoxMessage) -> str:
        raise asyncpg.DeadlockDetectedError("two at once")

    with pytest.raises(asyncpg.DeadlockDetectedError):
        await apply_next(engines["rramu_worker"], clock, apply)

    assert await _outcomes(engines) == {1: None}


@pytest.mark.parametrize(
    ("mission", "outcome"), [("01900000-0099-7000-8000-000000000001", "UNKNOWN_MISSION"), ("nonsense", "UNREADABLE")]
)
async def test_a_mission_that_is_none(engines: Engines, clock: Clock, mission: str, outcome: str) -> None:
    await _say(engines, 1, {"mission_id": mission, "status": "DEPART"})

    async def apply(_session: Writing, _clock: Clock, _message: BoxMessage) -> str:
        raise AssertionError("must not be asked")

    await _all(engines, clock, apply)

    assert await _outcomes(engines) == {1: outcome}
