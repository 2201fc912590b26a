"""Applies what vehicle boxes said (crew buttons, availability, order receipts), one transaction each, oldest first.

One worker at a time: the order in which a crew pressed its buttons is kept. A message that cannot be applied is marked, and never blocks
the next.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, work_for, writing
from db.models.directory import REGION_CHAIN_ID
from db.models.fleet import Occupancy
from db.models.positions import BoxMessage
from db.trouble import passes
from kit.clock import Clock
from kit.counters import count
from kit.errors import RegulationError

log = structlog.get_logger()

Apply = Callable[[Writing, Clock, BoxMessage], Awaitable[str]]
"""Applies one message, gives its outcome (`APPLIED`, or why not); idempotent by (box, boot, sequence)."""

UNKNOWN_MISSION = "UNKNOWN_MISSION"
UNREADABLE = "UNREADABLE"
FAILED = "FAILED"


async def apply_next(engine: AsyncEngine, clock: Clock, apply: Apply) -> bool:
    """Apply the oldest message that waits, and write down its outcome. True when there was one."""
    async with writing(engine, None, ()) as session:
        message = await _next(session)
        if message is None:
            return False
        key = (message.box_id, message.boot, message.seq)
        outcome = await _outcome(session, clock, message, apply)
        await _mark(session, key, outcome, clock)
    count(f"box_message.{outcome}")
    return True


async def _outcome(session: Writing, clock: Clock, message: BoxMessage, apply: Apply) -> str:
    """Apply a message for the centre it is for; a mission handed over before its row was locked is looked for once more, where it went.

    Raises: what `db.trouble` says passes; the message then waits.
    """
    try:
        centre_id = await _centre(session, message)
    except ValueError:
        return UNREADABLE
    if centre_id is None:
        return UNKNOWN_MISSION
    outcome = await _applied(session, clock, message, apply, centre_id)
    if outcome == UNKNOWN_MISSION:
        now_for = await _centre(session, message)
        if now_for is not None and now_for != centre_id:
            return await _applied(session, clock, message, apply, now_for)
    return outcome


async def _applied(session: Writing, clock: Clock, message: BoxMessage, apply: Apply, centre_id: UUID) -> str:
    """Apply a message for a centre; when it cannot be, nothing of it stays but the reason.

    Raises: as `_outcome`.
    """
    about = f"{message.box_id} {message.boot} {message.seq}"
    await work_for(session, None, [centre_id])
    try:
        async with session.begin_nested():
            return await apply(session, clock, message)
    except RegulationError as refusal:
        return refusal.code()
    except Exception as error:
        if passes(error):
            raise
        log.exception("box_message.failed", message=about)
        return FAILED


async def _next(session: Writing) -> BoxMessage | None:
    """Take the turn of this transaction, then find the oldest waiting message."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('box_messages', 0))"))
    found: BoxMessage | None = await session.scalar(
        select(BoxMessage)
        .where(BoxMessage.applied_at.is_(None))
        .order_by(BoxMessage.received_at, BoxMessage.box_id, BoxMessage.boot, BoxMessage.seq)
        .limit(1)
    )
    return found


async def _centre(session: Writing, message: BoxMessage) -> UUID | None:
    """Find for which centre a message is: its mission's; without one, that of the vehicle's mission, else the region's own chain.

    None when the mission it names does not exist.

    Raises: ValueError when what it names is no id.
    """
    mission = message.body.get("mission_id")
    if mission is not None:
        named: UUID | None = await session.scalar(text("SELECT mission_centre(:id)"), {"id": UUID(str(mission))})
        return named
    working_for: UUID | None = await session.scalar(
        select(Occupancy.centre_id).where(Occupancy.vehicle_id == message.vehicle_id, Occupancy.slot == "ACTIVE")
    )
    return working_for or REGION_CHAIN_ID


async def _mark(session: Writing, key: tuple[UUID, int, int], outcome: str, clock: Clock) -> None:
    box_id, boot, seq = key
    await session.execute(
        update(BoxMessage)
        .where(BoxMessage.box_id == box_id, BoxMessage.boot == boot, BoxMessage.seq == seq)
        .values(applied_at=clock.now(), outcome=outcome)
    )
