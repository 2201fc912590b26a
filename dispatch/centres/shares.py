"""Who else reads a case: a centre asked to take it over, one that handed it over, one asked for its opinion or for help."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, true, update
from sqlalchemy.dialects.postgresql import insert

from db.engine import Reading, Writing
from db.models.centres import CaseShare
from db.models.directory import Centre
from db.models.regulation import Case
from kit.errors import Invalid
from kit.ids import new_id
from kit.wire.codes.centres import ShareReason


async def check_centre(session: Reading, case: Case, centre_id: UUID) -> None:
    """Check that another regulating centre is named.

    Raises: Invalid.
    """
    regulates = await session.scalar(select(Centre.regulates).where(Centre.id == centre_id))
    if not regulates or centre_id == case.centre_id:
        raise Invalid("name another regulating centre", path="$.to_centre_id")


async def give(  # noqa: PLR0917 - who reads what, why, by whom, since when
    session: Writing, case: Case, centre_id: UUID, reason: ShareReason, shared_by: UUID | None, at: datetime
) -> bool:
    """Let a centre read a locked case for a reason from now on; False when it already does for this one."""
    values = {
        "id": new_id(),
        "case_id": case.id,
        "centre_id": centre_id,
        "reason": reason.value,
        "since": at,
        "shared_by": shared_by,
    }
    given = await session.scalar(insert(CaseShare).values(**values).on_conflict_do_nothing().returning(CaseShare.id))
    if given is not None:
        case.version += 1
    return given is not None


async def end(session: Writing, case: Case, centre_id: UUID, reason: ShareReason | None, at: datetime) -> bool:
    """End what a centre reads of a locked case for a reason, or (None) for any; False when it reads nothing for it."""
    ended = await session.scalar(
        update(CaseShare)
        .where(
            CaseShare.case_id == case.id,
            CaseShare.centre_id == centre_id,
            true() if reason is None else CaseShare.reason == reason.value,
            CaseShare.until.is_(None),
        )
        .values(until=at)
        .returning(CaseShare.id)
    )
    if ended is not None:
        case.version += 1
    return ended is not None


async def readers(session: Reading, case_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Give the other centres that read each of these cases."""
    found: dict[UUID, set[UUID]] = {}
    query = select(CaseShare.case_id, CaseShare.centre_id)
    for case_id, centre_id in await session.execute(
        query.where(CaseShare.case_id.in_(case_ids), CaseShare.until.is_(None))
    ):
        found.setdefault(case_id, set()).add(centre_id)
    return {case_id: frozenset(centres) for case_id, centres in found.items()}
