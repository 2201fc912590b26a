"""Ask a doctor of another centre what they think of a case: asked, given, ended. That centre reads the case meanwhile.

Source: practice, rules 29 and 30.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from db.engine import Reading, Writing, work_for
from db.models.opinions import Opinion
from db.models.regulation import Case
from db.secrets import cell, keyring, private
from dispatch.cases import rules, service
from dispatch.centres import shares
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid, NotFound
from kit.ids import CentreId, new_id
from kit.wire.cases import CaseView
from kit.wire.centres import OpinionAnswer, ShareEntry
from kit.wire.codes.centres import ShareReason
from kit.wire.codes.people import DOCTORS

AT_ONCE = 50
"""Rows looked at in one transaction."""


class OpinionGiven(Conflict):
    """Somebody of the centre asked has answered; `current` is the case."""

    title = "Opinion already given"


async def ask(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: ShareEntry) -> CaseView:
    """Ask a centre for its opinion; it reads the case from now on. Asking it again before that opinion has ended changes nothing.

    Raises:
        NotFound, CaseClosed: no such case of the caller's centres, or it never changes again.
        Invalid: no other regulating centre is named, or no doctor's role.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.HANDERS)
    await shares.check_centre(session, case, entry.to_centre_id)
    if entry.role not in DOCTORS:
        raise Invalid("these roles only: " + ", ".join(DOCTORS), path="$.role")
    if await _in_force(session, case_id, entry.to_centre_id) is not None:
        return await service.view(session, case_id)
    now, opinion_id = clock.now(), new_id()
    opinion = Opinion(
        id=opinion_id,
        centre_id=case.centre_id,
        case_id=case.id,
        by_centre_id=entry.to_centre_id,
        role=entry.role.value,
        question=keyring(session).encrypt(case.centre_id, entry.question, cell(Opinion.question, opinion_id)),
        asked_by=caller.account_id,
        asked_at=now,
        answer=None,
        answered_by=None,
        answered_at=None,
        ended_at=None,
    )
    session.add(opinion)
    await shares.give(session, case, entry.to_centre_id, ShareReason.OPINION, author.account_id, now)
    case.version += 1
    body = {
        "opinion_id": opinion_id,
        "to_centre_id": entry.to_centre_id,
        "role": opinion.role,
        "question": private(entry.question),
    }
    await service.record(session, author, case, "case.shared", now, body)
    return await service.view(session, case_id)


async def give(  # noqa: PLR0917 - two ids in the path
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, centre_id: UUID, entry: OpinionAnswer
) -> CaseView:
    """Give the opinion asked of a centre; it is in the case's log, signed at the centre that gives it.

    Raises:
        NotFound: nothing is asked of that centre about such a case.
        Forbidden: the caller is no doctor there.
        CaseClosed: the case never changes again.
        OpinionGiven: it is given already.
    """
    found = await _in_force(session, case_id, centre_id)
    if found is None:
        raise NotFound("no opinion is asked of this centre")
    author = caller.acting_at(CentreId(centre_id), *DOCTORS)
    await work_for(session, caller.account_id, [*caller.centres_of(frozenset(DOCTORS)), found.centre_id])
    case = await service.lock(session, case_id)
    opinion = await session.get(Opinion, found.id, with_for_update=True, populate_existing=True)
    if opinion is None:
        raise NotFound("this opinion is asked no more")
    if opinion.answered_at is not None:
        raise OpinionGiven("this opinion is given", current=await service.view(session, case_id))
    now = clock.now()
    opinion.answer = keyring(session).encrypt(case.centre_id, entry.words, cell(Opinion.answer, opinion.id))
    opinion.answered_by, opinion.answered_at = caller.account_id, now
    case.version += 1
    body = {"opinion_id": opinion.id, "by_centre_id": centre_id, "answer": private(entry.words)}
    await service.record(session, author, case, "case.opinion_given", now, body)
    return await service.view(session, case_id)


async def end(session: Writing, caller: Caller, clock: Clock, case_id: UUID, centre_id: UUID) -> CaseView:
    """End an opinion, given or not: the centre asked reads the case no more, unless for another reason. Twice changes nothing.

    Raises:
        NotFound, CaseClosed: as `ask`.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.HANDERS)
    opinion = await _in_force(session, case_id, centre_id)
    if opinion is not None:
        await _end(session, author, case, opinion, clock.now())
    return await service.view(session, case_id)


async def over(session: Writing, by: Author, at: datetime) -> int:
    """End the opinions of closed cases, and those asked of a centre that has the case by now. Gives how many."""
    query = (
        select(Opinion, Case)
        .join(Case, Case.id == Opinion.case_id)
        .where(
            Opinion.ended_at.is_(None),
            or_(Case.closed_at.is_not(None), Opinion.by_centre_id == Case.centre_id),
        )
        .order_by(Opinion.asked_at, Opinion.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = (await session.execute(query)).all()
    for opinion, case in found:
        await _end(session, by, case, opinion, at)
    return len(found)


async def _end(session: Writing, author: Author, case: Case, opinion: Opinion, at: datetime) -> None:
    opinion.ended_at = at
    case.version += 1
    await shares.end(session, case, opinion.by_centre_id, ShareReason.OPINION, at)
    body = {"opinion_id": opinion.id, "to_centre_id": opinion.by_centre_id}
    await service.record(session, author, case, "case.unshared", at, body)


async def _in_force(session: Reading, case_id: UUID, centre_id: UUID) -> Opinion | None:
    query = select(Opinion).where(
        Opinion.case_id == case_id, Opinion.by_centre_id == centre_id, Opinion.ended_at.is_(None)
    )
    return await session.scalar(query)
