"""What a higher step does about a lower step's fact, without being imported by it: fact kind → functions, in sealed order, once each.

The cursor moves in the transaction of the reaction: a reaction is done exactly when its fact is behind the cursor. A failing one is tried
again before anything later of its centre; other centres go on.
"""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, work_for, writing
from db.models.trail import ReactionCursor
from kit.clock import Clock
from kit.counters import count
from kit.ids import CentreId
from kit.wire.live import FactNews
from socle.audit import service as audit

Reaction = Callable[[Writing, Clock, FactNews], Awaitable[None]]
Reactions = Mapping[str, tuple[Reaction, ...]]

READ_AT_ONCE = 200


async def react(engine: AsyncEngine, clock: Clock, reactions: Reactions, centre_id: CentreId) -> bool:
    """Do what the next fact of a centre asks for, passing over those that ask for nothing. True when more may be waiting."""
    async with writing(engine, None, [centre_id]) as session:
        cursor = await _lock_cursor(session, centre_id)
        news = await audit.news_after(session, centre_id, cursor, READ_AT_ONCE)
        done = next((fact for fact in news if fact.kind in reactions), None)
        if done is not None:
            await _work_for_owner(session, done)
            for reaction in reactions[done.kind]:
                await reaction(session, clock, done)
            count(f"reacted.{done.kind}")
        reached = done or (news[-1] if news else None)
        if reached is not None:
            await _move_cursor(session, centre_id, reached.number)
    return done is not None or len(news) == READ_AT_ONCE


async def _work_for_owner(session: Writing, fact: FactNews) -> None:
    """Let the reaction change the fact's case where it has changed hands since: its rows are another centre's by now."""
    owner: UUID | None = None
    if fact.case_id is not None:
        owner = await session.scalar(text("SELECT case_centre(:case_id)"), {"case_id": fact.case_id})
    if owner is not None and owner != fact.centre_id:
        await work_for(session, None, [fact.centre_id, owner])


async def _lock_cursor(session: Writing, centre_id: CentreId) -> int:
    """Give how far the reactions have come; another worker waits here until this one has committed."""
    await session.execute(
        insert(ReactionCursor)
        .values(centre_id=centre_id, number=0)
        .on_conflict_do_nothing(index_elements=["centre_id"])
    )
    return (
        await session.scalars(
            select(ReactionCursor.number).where(ReactionCursor.centre_id == centre_id).with_for_update()
        )
    ).one()


async def _move_cursor(session: Writing, centre_id: CentreId, number: int) -> None:
    await session.execute(
        text("UPDATE reaction_cursors SET number = :number WHERE centre_id = :centre_id"),
        {"number": number, "centre_id": centre_id},
    )
