"""SQL of decisions. Rows are a centre's: row-level security shows only those of the transaction's centres."""

from uuid import UUID

from db.engine import Writing
from db.models.regulation import Decision


async def lock(session: Writing, decision_id: UUID) -> Decision | None:
    """Give a decision, its row locked until the end of the transaction."""
    return await session.get(Decision, decision_id, with_for_update=True, populate_existing=True)
