"""When somebody is missing: calls of a centre ring at those pooled for it, its ambulatory queue falls to emergency doctors.

Source: practice, rules 29 and 30.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from db.engine import Writing
from db.models.regulation import Call, Case
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from kit.caller import Author
from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import CareQueue
from kit.wire.codes.centres import OverflowReason, PoolReason
from kit.wire.codes.people import Role
from socle.accounts.posts import AtPost, Pool

AT_ONCE = 50
"""Rows looked at in one transaction."""


async def calls_overflow(  # noqa: PLR0917 - who is there, who is pooled, the bound, now
    session: Writing, by: Author, pools: list[Pool], roster: list[AtPost], rang_before: datetime, at: datetime
) -> int:
    """Let calls ring at the pooled centres too. Gives how many.

    At once while lines are pooled for the night, or when nobody of their centre is at work; else those that rang before an instant.
    `roster`: who is at work at every regulating centre.
    """
    pooled: dict[UUID, set[UUID]] = {}
    for pool in pools:
        if Role.ARM in pool.roles:
            pooled.setdefault(pool.centre_id, set()).add(pool.by_centre_id)
    if not pooled:
        return 0
    night = {pool.centre_id for pool in pools if pool.reason is PoolReason.NIGHT and Role.ARM in pool.roles}
    staffed = {one.centre_id for one in roster if one.role is Role.ARM and one.held_at is None}
    alone = pooled.keys() - staffed
    query = (
        select(Call)
        .where(
            Call.centre_id.in_(pooled),
            Call.ended_at.is_(None),
            Call.state == CallState.RINGING.value,
            Call.overflowed_at.is_(None),
            or_(Call.centre_id.in_(night | alone), Call.rang_at <= rang_before),
        )
        .order_by(Call.rang_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(query))
    for call in found:
        call.overflowed_at = at
        call.version += 1
        because = OverflowReason.WAITED
        if call.centre_id in night:
            because = OverflowReason.NIGHT
        elif call.centre_id in alone:
            because = OverflowReason.NOBODY
        told = [str(one) for one in sorted(pooled[call.centre_id])]
        await calls.record(session, by, call, "call.overflowed", at, {"because": because.value, "centre_ids": told})
    return len(found)


async def ambulatory_falls(session: Writing, by: Author, roster: list[AtPost], at: datetime) -> int:
    """Let emergency doctors have the ambulatory queue of a centre where no ambulatory doctor is at work, until one is. Gives how many.

    `roster`: as in `calls_overflow`, pooled doctors included.
    """
    served = {one.centre_id for one in roster if one.role is Role.MRL}
    alone = and_(Case.fallen_at.is_(None), Case.centre_id.not_in(served))
    back = and_(Case.fallen_at.is_not(None), Case.centre_id.in_(served))
    query = (
        select(Case)
        .where(
            Case.closed_at.is_(None),
            Case.queue == CareQueue.AMBULATORY.value,
            Case.taken_by.is_(None),
            or_(alone, back),
        )
        .order_by(Case.queued_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(query))
    for case in found:
        falls = case.fallen_at is None
        case.fallen_at = at if falls else None
        case.version += 1
        await cases.record(session, by, case, "case.fell_to_emergency" if falls else "case.back_to_ambulatory", at, {})
    return len(found)
