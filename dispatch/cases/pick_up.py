"""What a call does to a case: picking up opens one, attaching joins another, one key files it, and the caller's state follows."""

from datetime import datetime
from uuid import UUID

from db.engine import Writing
from db.models.regulation import Call, Case
from dispatch.calls import call_backs
from dispatch.calls import rules as call_rules
from dispatch.calls import service as calls
from dispatch.cases import repository, rules, service, settling
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Forbidden, Invalid
from kit.ids import CallId, CaseId, CentreId, new_id
from kit.wire.calls import CallAttachment, CallChange, CallFiling, CallView
from kit.wire.cases import CaseFile, CaseView
from kit.wire.codes.calls import CallerState, CallState, Line
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, Priority
from kit.wire.codes.people import Role


class NotAnswered(Conflict):
    """Nobody has answered the call yet; `current` is the call."""

    title = "Call not answered"


class NotFilable(Conflict):
    """The case holds a doctor's act, waits for one, or has missions; `current` is the case."""

    title = "Not a case to file"


async def answer(session: Writing, caller: Caller, clock: Clock, call_id: UUID) -> CaseFile:
    """Pick up a ringing call: it opens a case, D, ACTIF, not regulated. Of two who try, one wins.

    Raises:
        NotFound: no such call among the transaction's centres.
        Forbidden: the caller is no ARM of the call's centre.
        CallTaken, CallMoved: somebody else has answered, or nobody is calling any more.
    """
    call = await calls.lock(session, call_id)
    centre_id = CentreId(call.centre_id)
    author = caller.acting_at(centre_id, Role.ARM)
    now = clock.now()
    case_id = CaseId(new_id())
    await calls.check_ringing(session, call)
    case = await open_case(session, author, call, case_id, now)
    await calls.pick_up(session, author, call, case_id, now)
    await call_backs.called_again(session, author, call, now)
    return CaseFile(case=await service.view(session, case.id), log=await service.log(session, case.id))


async def open_case(session: Writing, author: Author, call: Call, case_id: CaseId, at: datetime) -> Case:
    """Open the case of a call being picked up."""
    day = rules.paris_day(at)
    code = await repository.centre_code(session, call.centre_id)
    counter = await repository.next_counter(session, call.centre_id, day)
    case = Case(
        id=case_id,
        centre_id=call.centre_id,
        number=rules.number(str(code), day, counter),
        version=1,
        state=CaseState.ACTIF.value,
        attribution=Attribution.D.value,
        priority=Priority.NR.value,
        opened_at=at,
        opened_by=author.account_id,
        kept_by=author.account_id,
        caller_state=CallerState.ON_LINE.value,
        caller_since=at,
        caller_number=service.sealed_number(session, case_id, call),
        repeat_count=0,
    )
    session.add(case)
    await session.flush()
    await service.record(session, author, case, "case.opened", at, {"number": case.number}, CallId(call.id))
    return case


async def change(session: Writing, caller: Caller, clock: Clock, call_id: UUID, entry: CallChange) -> CallView:
    """Write what happened to a call: held, resumed, ended, hung up on hold, abandoned; its case shows where the caller is now.

    Saying the same again changes nothing. Hanging up never takes a case out of a doctor's queue; an abandoned call is to be called back.

    Raises:
        NotFound: no such call among the transaction's centres.
        Forbidden: the caller may not say this.
        CallMoved: a call in its present state cannot go there.
    """
    call = await calls.lock(session, call_id)
    author = caller.acting_at(CentreId(call.centre_id), *call_rules.who_may_tell(entry.state))
    now = clock.now()
    if await calls.move(session, author, call, entry.state, now):
        if entry.state is CallState.ABANDONED:
            await call_backs.join(session, author, call, now)
        case = None if call.case_id is None else await repository.lock(session, call.case_id)
        if case is not None and case.closed_at is None:
            await _follow_caller(session, case, call, now)
    return await calls.view(session, call_id)


async def _follow_caller(session: Writing, case: Case, call: Call, at: datetime) -> None:
    """Show on a locked case where its caller is, after one of its calls changed."""
    others = [CallState(state) for state in await repository.other_call_states(session, case.id, call.id)]
    queue = None if case.queue is None else CareQueue(case.queue)
    state = rules.caller_state(others, CallState(call.state), queue)
    if case.caller_state != state:
        case.caller_state = state.value
        case.caller_since = at
        case.version += 1


async def attach(session: Writing, caller: Caller, clock: Clock, call_id: UUID, entry: CallAttachment) -> CallView:
    """Attach an answered call to an open case of its centre. Never automatic; undone by attaching elsewhere.

    The case becomes P1 or above, shows one repeat more, and returns to a doctor. The empty case the pick-up opened is CLASSE;
    attaching the call back to it opens it again.

    Raises:
        NotFound: no such call or case among the transaction's centres.
        NotAnswered: nobody has answered the call.
        CaseClosed: the case named never changes again.
    """
    call = await calls.lock(session, call_id)
    author = caller.acting_at(CentreId(call.centre_id), Role.ARM)
    now = clock.now()
    if call.case_id is None:
        raise NotAnswered("answer the call first", current=await calls.view(session, call_id))
    if call.case_id == entry.case_id:
        return await calls.view(session, call_id)
    # Two attachments crossing between the same two cases lock them in the same order.
    for case_id in sorted((call.case_id, entry.case_id)):
        await repository.lock(session, case_id)
    left_id = call.case_id
    undone = await _reopen_own(session, author, call, entry.case_id, now)
    joined = undone or await service.lock(session, entry.case_id)
    if joined.centre_id != call.centre_id:
        raise Forbidden("a call is attached to a case of its own centre")
    calls.bind(call, CaseId(joined.id))
    await session.flush()
    await _leave(session, author, call, left_id, now)
    if undone is None:
        _repeat(session, joined, call, now)
        await service.record(
            session,
            author,
            joined,
            "case.call_attached",
            now,
            {"repeat_count": joined.repeat_count, "priority": joined.priority, "queue": joined.queue},
            CallId(call.id),
        )
    await _follow_caller(session, joined, call, now)
    await settling.settle(session, joined, now)
    return await calls.view(session, call_id)


def _repeat(session: Writing, case: Case, call: Call, at: datetime) -> None:
    """Mark a repeat call on a locked case. A doctor at work on it keeps it; one who had finished does not."""
    case.priority = rules.raised_by_repeat(Priority(case.priority)).value
    case.repeat_count += 1
    queue = rules.queue_after_repeat(None if case.queue is None else CareQueue(case.queue))
    if case.queue is None:
        service.let_go(case)
    if case.queue != queue:
        case.queue = queue.value
        case.queued_at = at
    if call.number is not None and Line(call.line) not in call_rules.INSTITUTIONS:
        case.caller_number = service.sealed_number(session, case.id, call)
    case.version += 1


async def _leave(session: Writing, author: Author, call: Call, case_id: UUID, at: datetime) -> None:
    """Take a call out of the case it was in: an empty case is CLASSE, another has one repeat less."""
    left = await repository.lock(session, case_id)
    if left is None or left.closed_at is not None:
        return
    left.version += 1
    if await _is_empty(session, left, call):
        left.state = CaseState.CLASSE.value
        left.closed_at = at
        await service.record(session, author, left, "case.emptied", at, {}, CallId(call.id))
        return
    left.repeat_count = max(0, left.repeat_count - 1)
    await service.record(
        session, author, left, "case.call_detached", at, {"repeat_count": left.repeat_count}, CallId(call.id)
    )


async def _is_empty(session: Writing, case: Case, call: Call) -> bool:
    """Tell whether a case holds nothing but the pick-up of a call that has left it."""
    standing = await settling.standing(session, case)
    untouched = case.attribution == Attribution.D and case.queue is None and not standing.has_place
    return (
        untouched
        and not standing.has_motive
        and not standing.patients
        and not standing.missions
        and not await repository.other_call_states(session, case.id, call.id)
    )


async def _reopen_own(session: Writing, author: Author, call: Call, case_id: UUID, at: datetime) -> Case | None:
    """Open again the case a call's own pick-up had opened and an attachment had emptied; none when it is not that case."""
    case = await repository.lock(session, case_id)
    if case is None or case.state != CaseState.CLASSE or not await repository.opened_by_call(session, case_id, call.id):
        return None
    case.state = CaseState.ACTIF.value
    case.closed_at = None
    case.version += 1
    await service.record(session, author, case, "case.call_returned", at, {}, CallId(call.id))
    return case


async def file(session: Writing, caller: Caller, clock: Clock, call_id: UUID, entry: CallFiling) -> CallView:
    """File with one key what is no case for a doctor: the case of the call is closed under that attribution.

    Raises:
        NotFound: no such call among the transaction's centres.
        Invalid: the attribution is not one of the keys.
        NotAnswered, CaseClosed: there is no open case to file.
        NotFilable: a doctor has acted, is waited for, or something was sent.
    """
    if entry.attribution not in rules.FILING_KEYS:
        raise Invalid("this attribution is not one of the filing keys", path="$.attribution")
    call = await calls.lock(session, call_id)
    author = caller.acting_at(CentreId(call.centre_id), Role.ARM)
    now = clock.now()
    if call.case_id is None:
        raise NotAnswered("answer the call first", current=await calls.view(session, call_id))
    case = await service.lock(session, call.case_id)
    await close_without_doctor(session, author, case, entry.attribution, now)
    return await calls.view(session, call_id)


async def close_without_doctor(
    session: Writing, author: Author, case: Case, attribution: Attribution, at: datetime
) -> CaseView:
    """Close a locked case no doctor has seen, under an attribution of families D or DR: an ARM does it alone.

    Raises:
        NotFilable: a doctor has acted, is waited for, or something was sent.
    """
    standing = await settling.standing(session, case)
    medical = rules.is_medical(Attribution(case.attribution))
    if medical or standing.queue is not None or standing.decisions or standing.missions:
        raise NotFilable(
            "a doctor has acted on this case, or is waited for", current=await service.view(session, case.id)
        )
    case.attribution = attribution.value
    case.state = CaseState.CLOTURE.value
    case.closed_at = at
    case.version += 1
    await service.record(session, author, case, "case.filed", at, {"attribution": attribution.value})
    return await service.view(session, case.id)
