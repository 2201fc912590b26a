"""A doctor, or OSNP, takes a case, releases it, and it is closed in the end."""

from uuid import UUID

from db.engine import Writing
from dispatch.cases import pick_up, repository, rules, service, settling
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Conflict, Forbidden
from kit.ids import CentreId
from kit.wire.cases import CaseView
from kit.wire.codes.cases import Attribution, CareQueue, CaseState
from kit.wire.codes.people import DOCTORS, Role
from socle.accounts import seniors


class CaseTaken(Conflict):
    """Somebody else holds the case; `current` is the case."""

    title = "Case taken by someone else"


class CaseIncomplete(Conflict):
    """Something is still owed before the case may be closed; `current` is the case, `missing` names what."""

    title = "Case not complete"


async def take(session: Writing, caller: Caller, clock: Clock, case_id: UUID) -> CaseView:
    """Take a case: to regulate it, a doctor's act, which makes it medical (DRM); or as OSNP, from their queue. Of two who try, one wins.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Forbidden: the caller is no doctor nor intern of its centre, nor of OSNP, in whose queue it waits.
        SeniorNeeded: an intern without a senior at work there.
        CaseTaken: somebody else holds it.
    """
    case = await service.lock(session, case_id)
    queue = None if case.queue is None else CareQueue(case.queue)
    author = caller.acting_at(CentreId(case.centre_id), *rules.takers_of(queue))
    if case.taken_by == caller.account_id:
        return await service.view(session, case_id)
    if case.taken_by is not None:
        current = await service.view(session, case_id)
        raise CaseTaken(f"{current.taken_by} has taken this case", current=current)
    now = clock.now()
    acting = await seniors.acting(session, caller, Role(author.role), case.centre_id, now, rules.doctors_for(queue))
    if acting.role in DOCTORS:
        await service.doctor_acts(session, case, acting.role, now)
    case.taken_by = caller.account_id
    case.taken_at = now
    case.escalated_at = None
    case.offered_to = case.orphaned_at = None
    case.version += 1
    await service.record(
        session, author, case, "case.taken", now, {"attribution": case.attribution, "senior_id": acting.senior_id}
    )
    return await service.view(session, case_id)


async def release(session: Writing, caller: Caller, clock: Clock, case_id: UUID) -> CaseView:
    """Give a case back; it stays in its queue. A supervisor may break another's hold.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Forbidden: somebody else holds it and the caller is no supervisor of its centre.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), Role.SUPERVISOR, *DOCTORS, Role.OSNP, Role.INTERN)
    if case.taken_by is None:
        return await service.view(session, case_id)
    if case.taken_by != caller.account_id and author.role != Role.SUPERVISOR:
        raise Forbidden("only whoever holds a case, or a supervisor, gives it back")
    service.let_go(case)
    case.version += 1
    await service.record(session, author, case, "case.released", clock.now(), {})
    return await service.view(session, case_id)


async def close(session: Writing, caller: Caller, clock: Clock, case_id: UUID) -> CaseView:
    """Close a case for good: a medical one by a doctor once it is VALIDE, a DR by an ARM alone. Closing twice changes nothing.

    Raises:
        NotFound, CaseClosed: no such case, or it has been filed or emptied.
        Forbidden: a doctor's case, and the caller is none of its centre.
        CaseIncomplete: what is missing is named; a plain D must be filed with its key.
        NotFilable: not medical, yet a doctor is waited for or something was sent.
    """
    found = await repository.lock(session, case_id)
    if found is not None and found.state == CaseState.CLOTURE:
        return await service.view(session, case_id)
    case = await service.lock(session, case_id)
    now = clock.now()
    centre_id = CentreId(case.centre_id)
    attribution = Attribution(case.attribution)
    if not rules.is_medical(attribution):
        author = caller.acting_at(centre_id, *rules.DESK)
        if attribution is Attribution.D:
            current = await service.view(session, case_id)
            raise CaseIncomplete("a plain call is filed with its key", missing=["filing"], current=current)
        return await pick_up.close_without_doctor(session, author, case, Attribution.DR_ARM, now)
    author = caller.acting_at(centre_id, *DOCTORS)
    await settling.settle(session, case, now)
    if case.state != CaseState.VALIDE:
        standing = await settling.standing(session, case)
        missing = rules.unsettled(standing) + rules.incomplete(standing)
        current = await service.view(session, case_id)
        raise CaseIncomplete("missing: " + ", ".join(missing), missing=missing, current=current)
    case.state = CaseState.CLOTURE.value
    case.closed_at = now
    case.version += 1
    await service.record(session, author, case, "case.closed", now, {})
    return await service.view(session, case_id)
