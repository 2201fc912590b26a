"""Opinions asked of other centres and not ended, as a case shows them. They are asked, given and ended by a later step."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.engine import Reading
from db.models.accounts import Account
from db.models.opinions import Opinion
from db.secrets import cell, keyring
from kit.wire.centres import OpinionView
from kit.wire.codes.people import Role


async def in_force(session: Reading, case_ids: Collection[UUID]) -> defaultdict[UUID, list[OpinionView]]:
    """Give the opinions of cases, oldest first. One query; none without cases."""
    found: defaultdict[UUID, list[OpinionView]] = defaultdict(list)
    if not case_ids:
        return found
    asker, answerer, keys = aliased(Account), aliased(Account), keyring(session)
    query = (
        select(Opinion, asker.name, answerer.name)
        .join(asker, asker.id == Opinion.asked_by)
        .outerjoin(answerer, answerer.id == Opinion.answered_by)
        .where(Opinion.case_id.in_(case_ids), Opinion.ended_at.is_(None))
        .order_by(Opinion.asked_at, Opinion.id)
        .execution_options(populate_existing=True)
    )
    for opinion, asked_by, answered_by in await session.execute(query):
        found[opinion.case_id].append(
            OpinionView(
                id=opinion.id,
                by_centre_id=opinion.by_centre_id,
                role=Role(opinion.role),
                question=keys.decrypt(opinion.question, cell(Opinion.question, opinion.id)),
                asked_by=asked_by,
                asked_at=opinion.asked_at,
                answer=keys.decrypt(opinion.answer, cell(Opinion.answer, opinion.id)),
                answered_by=answered_by,
                answered_at=opinion.answered_at,
            )
        )
    return found
