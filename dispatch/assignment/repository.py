"""SQL of proposals. Rows are a centre's: row-level security shows only those of the transaction's centres."""

from uuid import UUID

from db.engine import Reading, Writing
from db.models.regulation import Proposal


async def find(session: Reading, proposal_id: UUID) -> Proposal | None:
    """Give a proposal kept."""
    return await session.get(Proposal, proposal_id)


def keep(session: Writing, proposal: Proposal) -> None:
    """Keep a proposal with its case."""
    session.add(proposal)
