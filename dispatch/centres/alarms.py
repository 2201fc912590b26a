"""What nobody answers in time: a transfer, a vehicle asked for, a P0 no doctor takes; told once, to supervisors and the other centre.

Source: practice, rules 4, 28 and 29.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from db.engine import Writing
from db.models.centres import CaseShare, CaseTransfer, HelpRequest
from db.models.regulation import Case
from dispatch.cases import rules, service
from dispatch.centres import hand_over, shares
from kit.caller import WORKER
from kit.wire.codes.cases import Priority
from kit.wire.codes.centres import HelpState, ShareReason, TransferState
from socle.accounts import posts

AT_ONCE = 50
"""Rows looked at in one transaction."""


async def transfers_unanswered(session: Writing, asked_before: datetime, at: datetime) -> int:
    """Mark the transfers asked before an instant that nobody has answered; those of closed cases are taken back. Gives how many."""
    query = (
        select(CaseTransfer, Case)
        .join(Case, Case.id == CaseTransfer.case_id)
        .where(
            CaseTransfer.state == TransferState.ASKED.value,
            or_(CaseTransfer.alarmed_at.is_(None), Case.closed_at.is_not(None)),
            CaseTransfer.asked_at <= asked_before,
        )
        .order_by(CaseTransfer.asked_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = (await session.execute(query)).all()
    for waiting, case in found:
        if case.closed_at is not None:
            await hand_over.drop(session, WORKER, case, waiting, at)
            continue
        waiting.alarmed_at = at
        waiting.version += 1
        body = {"transfer_id": str(waiting.id), "to_centre_id": str(waiting.to_centre_id)}
        await service.record(session, WORKER, case, "case.transfer_unanswered", at, body)
    return len(found)


async def help_unanswered(session: Writing, asked_before: datetime, at: datetime) -> int:
    """Mark the vehicles asked for before an instant about which nobody has answered. Gives how many."""
    query = (
        select(HelpRequest, Case)
        .join(Case, Case.id == HelpRequest.case_id)
        .where(
            HelpRequest.state == HelpState.ASKED.value,
            HelpRequest.alarmed_at.is_(None),
            HelpRequest.asked_at <= asked_before,
        )
        .order_by(HelpRequest.asked_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = (await session.execute(query)).all()
    for waiting, case in found:
        waiting.alarmed_at = at
        waiting.version += 1
        body = {"request_id": str(waiting.id), "to_centre_id": str(waiting.to_centre_id)}
        await service.record(session, WORKER, case, "case.help_unanswered", at, body)
    return len(found)


async def p0_untaken(session: Writing, queued_before: datetime, at: datetime) -> int:
    """Mark the P0 that wait for a doctor since before an instant, and let the centres pooled for theirs read them. Gives how many."""
    query = (
        select(Case)
        .where(
            Case.closed_at.is_(None),
            Case.priority == Priority.P0.value,
            Case.queue.in_(rules.DOCTOR_QUEUES),
            Case.taken_by.is_(None),
            Case.escalated_at.is_(None),
            Case.queued_at <= queued_before,
        )
        .order_by(Case.queued_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(query))
    helpers = await posts.helpers(session, at) if found else {}
    for case in found:
        case.escalated_at = at
        case.version += 1
        told: list[UUID] = sorted(helpers.get(case.centre_id, ()))
        for centre_id in told:
            await shares.give(session, case, centre_id, ShareReason.ESCALATION, None, at)
        await service.record(session, WORKER, case, "case.escalated", at, {"centre_ids": [str(one) for one in told]})
    return len(found)


async def escalations_over(session: Writing, at: datetime) -> int:
    """End what pooled centres read of a P0 no doctor took, once one has it or it waits no more. Gives how many shares ended."""
    query = (
        select(Case, CaseShare.centre_id)
        .join(CaseShare, CaseShare.case_id == Case.id)
        .where(
            CaseShare.reason == ShareReason.ESCALATION.value,
            CaseShare.until.is_(None),
            or_(Case.escalated_at.is_(None), Case.closed_at.is_not(None)),
        )
        .order_by(CaseShare.since, CaseShare.id)
        .limit(AT_ONCE)
        .with_for_update(of=Case, skip_locked=True)
    )
    found = (await session.execute(query)).all()
    for case, centre_id in found:
        await shares.end(session, case, centre_id, ShareReason.ESCALATION, at)
        await service.record(session, WORKER, case, "case.unshared", at, {"to_centre_id": str(centre_id)})
    return len(found)
