"""Transfers as both centres see them, and what else of a case they begin or cease to see with one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from db.engine import Reading
from db.models.accounts import Account
from db.models.centres import CaseTransfer
from db.models.regulation import Call, Case, Mission
from kit.errors import NotFound
from kit.wire.centres import TransferView
from kit.wire.codes.centres import TransferMotive, TransferRefusal, TransferState

SEEN_ANEW = frozenset({
    "case.shared",
    "case.unshared",
    "case.transfer_asked",
    "case.transfer_refused",
    "case.transfer_taken_back",
    "case.transfer_unanswered",
    "case.transferred",
    "case.help_asked",
    "case.help_engaged",
    "case.help_refused",
    "case.help_taken_back",
    "case.help_unanswered",
    "case.escalated",
})  # fmt: skip
"""Facts after which other centres see a case that did not, or the other way round, or are told of its transfer or of a request for help."""


async def view(session: Reading, transfer_id: UUID) -> TransferView:
    """Give one transfer.

    Raises:
        NotFound: no such transfer of the transaction's centres.
    """
    found = await views(session, CaseTransfer.id == transfer_id)
    if not found:
        raise NotFound("no such transfer")
    return found[0]


async def of_cases(session: Reading, case_ids: Collection[UUID]) -> list[TransferView]:
    """Give the transfers of cases, oldest first."""
    return await views(session, CaseTransfer.case_id.in_(case_ids))


async def waiting(session: Reading) -> list[TransferView]:
    """Give the transfers that nobody has answered, oldest first."""
    return await views(session, CaseTransfer.state == TransferState.ASKED.value)


async def open_missions(session: Reading, case_ids: Collection[UUID]) -> set[UUID]:
    """Give the missions under way of cases."""
    query = select(Mission.id).where(Mission.case_id.in_(case_ids), Mission.closed_at.is_(None))
    return set(await session.scalars(query))


async def open_calls(session: Reading, case_ids: Collection[UUID]) -> set[UUID]:
    """Give the calls of cases that are on the line."""
    return set(await session.scalars(select(Call.id).where(Call.case_id.in_(case_ids), Call.ended_at.is_(None))))


async def views(session: Reading, wanted: ColumnElement[bool]) -> list[TransferView]:
    """Give transfers as both centres see them, oldest first."""
    asker, answerer = aliased(Account), aliased(Account)
    query = (
        select(CaseTransfer, Case.number, asker.name, answerer.name)
        .join(Case, Case.id == CaseTransfer.case_id)
        .join(asker, asker.id == CaseTransfer.asked_by)
        .outerjoin(answerer, answerer.id == CaseTransfer.answered_by)
        .where(wanted)
        .order_by(CaseTransfer.asked_at, CaseTransfer.id)
        .execution_options(populate_existing=True)
    )
    return [
        TransferView(
            id=transfer.id,
            version=transfer.version,
            case_id=transfer.case_id,
            case_number=number,
            centre_id=transfer.centre_id,
            to_centre_id=transfer.to_centre_id,
            state=TransferState(transfer.state),
            motive=TransferMotive(transfer.motive),
            call_id=transfer.call_id,
            asked_by=asked_by,
            asked_at=transfer.asked_at,
            alarmed_at=transfer.alarmed_at,
            answered_by=answered_by,
            answered_at=transfer.answered_at,
            refusal=None if transfer.answer is None else TransferRefusal(transfer.answer),
        )
        for transfer, number, asked_by, answered_by in await session.execute(query)
    ]
