"""What boxes said: applied oldest first, once, and one that cannot be applied never blocks the next."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing
from db.models.positions import BoxMessage
from gateways.worker.box_messages import Apply, apply_next
from kit.clock import Clock
from kit.errors import Conflict
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
