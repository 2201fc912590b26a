"""Cases that open with a motive: somebody of the room marks one, and from then on each account opens it for itself, for a while."""

from datetime import timedelta
from uuid import UUID

from db.engine import Writing, work_for
from db.models.openings import CaseOpening
from db.secrets import private
from dispatch.cases import repository, rules, service
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict, Forbidden
from kit.ids import CentreId, new_id
from kit.settings import CasesSettings
from kit.wire.cases import CaseFile, CaseView, OpeningEntry, RestrictionEntry
from kit.wire.codes.people import Role
from socle.audit import service as audit

MARKERS = (*rules.DESK, Role.SUPERVISOR)
"""Who restricts a case, and who lifts a restriction."""


class NotRestricted(Conflict):
    """The case opens as any other."""

    title = "Case not restricted"


async def restrict(
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: RestrictionEntry, *, policy: CasesSettings
) -> CaseView:
    """Restrict a case, or lift its restriction (None). Who restricts it knows it already, and goes on seeing it for a while.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Forbidden: the caller works at another centre, or would lift a restriction without having opened the case.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *MARKERS)
    wanted = None if entry.restriction is None else entry.restriction.value
    if wanted != case.restriction:
        if case.restriction is not None and not await repository.opened(session, [case_id]):
            raise Forbidden("open the case before changing why it is restricted")
        case.restriction = wanted
        case.version += 1
        if wanted is not None:
            _open(session, caller, case_id, policy)
        await service.record(session, author, case, "case.restricted", clock.now(), {"restriction": wanted})
    return await service.view(session, case_id)


async def open_case(
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: OpeningEntry, *, policy: CasesSettings
) -> CaseFile:
    """Open a restricted case for the caller's account, with the motive, which stays in the trail of the case's centre.

    Opened where it is shared, it leaves a look in that centre's trail too; the transaction works for both centres from here on.

    Raises:
        NotFound: no such case among the transaction's centres.
        NotRestricted: it needs no opening.
        Forbidden: the caller regulates neither at its centre nor at one it is shared with.
    """
    case = await service.find(session, case_id)
    seen = await service.view(session, case_id)
    centre_id = service.looks_from(caller, seen)
    author = caller.acting_at(centre_id, *rules.READERS)
    if case.restriction is None:
        raise NotRestricted(f"case {case.number} opens without a motive", current=seen)
    if centre_id != case.centre_id:
        await audit.look(session, author, centre_id, "case.restriction_opened", f"case:{case_id}", clock.now())
        await work_for(session, caller.account_id, [*caller.centres_of(frozenset(rules.READERS)), case.centre_id])
    _open(session, caller, case_id, policy)
    body = {"motive": entry.motive, "words": private(entry.words)}
    await service.record(session, author, case, "case.restriction_opened", clock.now(), body)
    return await service.file(session, caller, clock, case_id)


def _open(session: Writing, caller: Caller, case_id: UUID, policy: CasesSettings) -> None:
    now = real_now()
    until = now + timedelta(minutes=policy.opening_min)
    session.add(CaseOpening(id=new_id(), case_id=case_id, account_id=caller.account_id, opened_at=now, until=until))
