"""SQL of proposals, and of who engages whose vehicles.

Proposals are a centre's: row-level security shows only those of the transaction's centres. Everybody reads conventions.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from db.engine import Reading, Writing
from db.models.centres import Convention
from db.models.regulation import Proposal
from kit.wire.codes.cases import MeansType


async def find(session: Reading, proposal_id: UUID) -> Proposal | None:
    """Give a proposal kept."""
    return await session.get(Proposal, proposal_id)


def keep(session: Writing, proposal: Proposal) -> None:
    """Keep a proposal with its case."""
    session.add(proposal)


async def lenders(session: Reading, centre_id: UUID, means: MeansType, at: datetime) -> frozenset[UUID]:
    """Give the centres that let another one engage their vehicles of a means by a convention in force at a domain time."""
    query = select(Convention.centre_id).where(
        Convention.by_centre_id == centre_id,
        Convention.means == means.value,
        Convention.since <= at,
        or_(Convention.until.is_(None), Convention.until > at),
    )
    return frozenset(await session.scalars(query))
