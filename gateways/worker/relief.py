"""Watches that nothing stays with nobody: tasks that become overdue, cases and tasks whose holder has left."""

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from dispatch.cases import relief, tasks
from kit.clock import Clock
from kit.ids import CentreId


async def watch(engine: AsyncEngine, clock: Clock, centre_id: CentreId) -> bool:
    """Tell one overdue task, or one case or task without its holder, of a centre; true when more may wait."""
    async with writing(engine, None, (centre_id,)) as session:
        now = clock.now()
        return await tasks.tell_overdue(session, centre_id, now) or await relief.watch(session, centre_id, now)
