"""SQL of decisions. Rows are a centre's: row-level security shows only those of the transaction's centres."""

from uuid import UUID

from sqlalchemy import select

from db.engine import Reading, Writing
from db.models.regulation import Decision


async def lock(session: Writing, decision_id: UUID) -> Decision | None:
    """Give a decision, its row locked until the end of the transaction."""
    return await session.get(Decision, decision_id, with_for_update=True, populate_existing=True)


async def case_of(session: Reading, decision_id: UUID) -> UUID | None:
    """Give the case of a decision."""
    return await session.scalar(select(Decision.case_id).where(Decision.id == decision_id))
