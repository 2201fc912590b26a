"""The change of shift: whoever leaves offers all they hold to a named successor, who accepts; what is left with nobody alarms.

An offer stands on each case and task, so that both screens show it; until it is accepted the leaver holds. Source: practice, rule 31.
"""

from datetime import datetime
from uuid import UUID

from db.engine import Writing
from db.models.regulation import Case
from db.models.tasks import Task
from dispatch.cases import holding, repository, rules, service, tasks
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import NotFound
from kit.ids import CentreId
from kit.wire.cases import CaseView
from kit.wire.codes.people import Role
from kit.wire.relief import Holdings
from socle.accounts import posts


async def ask(session: Writing, caller: Caller, clock: Clock, successor_id: UUID) -> Holdings:
    """Offer everything the caller holds to somebody at work who may hold all of it. A new offer replaces the one before.

    Raises:
        NotAtWork: the successor is not signed in at a post that may hold one of the cases or tasks.
    """
    now = clock.now()
    await repository.lock_concerned(session, caller.account_id)
    for case in await repository.held_cases(session, caller.account_id):
        await holding.check_at_work(session, successor_id, case.centre_id, holding.may_hold(case), now)
        author = caller.acting_at(CentreId(case.centre_id), *rules.READERS)
        case.offered_to = successor_id
        await _write(session, author, case, "case.offered", now, successor_id)
    for task in await repository.owed_tasks(session, caller.account_id, lock=True):
        await holding.check_at_work(session, successor_id, task.centre_id, rules.may_relieve(Role(task.role)), now)
        author = caller.acting_at(CentreId(task.centre_id), *rules.READERS)
        task.offered_to = successor_id
        await _write_task(session, author, task, "task.offered", now, successor_id)
    return await holding.of(session, caller, now)


async def answer(session: Writing, caller: Caller, clock: Clock, leaver_id: UUID, *, accepted: bool) -> list[CaseView]:
    """Take over everything a leaver offered the caller, or refuse all of it; gives the cases concerned.

    Raises:
        NotFound: nothing is offered by that account to the caller.
    """
    now = clock.now()
    await repository.lock_concerned(session, leaver_id)
    cases = [case for case in await repository.held_cases(session, leaver_id) if case.offered_to == caller.account_id]
    owed = [
        task
        for task in await repository.owed_tasks(session, leaver_id, lock=True)
        if task.offered_to == caller.account_id
    ]
    if not cases and not owed:
        raise NotFound("nothing is offered to you by this account")
    for case in cases:
        author = caller.acting_at(CentreId(case.centre_id), *rules.READERS)
        if accepted:
            _give(case, caller.account_id, now)
        case.offered_to = None
        kind = "case.relieved" if accepted else "case.relief_refused"
        await _write(session, author, case, kind, now, caller.account_id)
    for task in owed:
        author = caller.acting_at(CentreId(task.centre_id), *rules.READERS)
        if accepted:
            task.owner_id = caller.account_id
        task.offered_to = None
        kind = "task.relieved" if accepted else "task.relief_refused"
        await _write_task(session, author, task, kind, now, caller.account_id)
    return await service.views(session, {case.id for case in cases} | {task.case_id for task in owed})


async def assign(session: Writing, caller: Caller, clock: Clock, case_id: UUID, account_id: UUID) -> CaseView:
    """Give a held or orphaned case to somebody at work: a supervisor's act, who never decides.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Forbidden: the caller is no supervisor of its centre.
        NotAtWork: the account is not signed in at a post that may hold it.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), Role.SUPERVISOR)
    now = clock.now()
    await holding.check_at_work(session, account_id, case.centre_id, holding.may_hold(case), now)
    _give(case, account_id, now)
    case.offered_to = None
    await _write(session, author, case, "case.assigned", now, account_id)
    return await service.view(session, case_id)


async def watch(session: Writing, centre_id: CentreId, at: datetime) -> bool:
    """Mark one case whose holder is gone, unmark one whose holder is back, or give one task of somebody gone back to its post.

    Gone: signed out, or without a right at the centre any more, as when a pool or a shift ends.
    False when there is none. The transaction works for the centre.
    """
    present = {
        one.account_id for one in await posts.at_work(session, [centre_id], at, real_now()) if one.role in rules.READERS
    }
    found = await repository.lock_misjudged(session, centre_id, present)
    if found is not None:
        case, holder_id, at_work = found
        case.orphaned_at = None if at_work else at
        await _write(session, service.SERVER, case, "case.held_again" if at_work else "case.orphaned", at, holder_id)
        return True
    task = await repository.lock_orphaned_task(session, centre_id, present)
    if task is None or task.owner_id is None:
        return False
    gone, task.owner_id, task.offered_to, task.overdue_at = task.owner_id, None, None, at
    await _write_task(session, service.SERVER, task, "task.orphaned", at, gone)
    return True


def _give(case: Case, account_id: UUID, at: datetime) -> None:
    """Make somebody the holder of a locked case: its doctor when a doctor had it, else its desk."""
    if case.taken_by is None:
        case.kept_by = account_id
    else:
        case.taken_by, case.taken_at = account_id, at
    case.orphaned_at = None


async def _write(  # noqa: PLR0917 - what happens to which case, by whom, when
    session: Writing, author: Author, case: Case, kind: str, at: datetime, account_id: UUID
) -> None:
    case.version += 1
    await service.record(session, author, case, kind, at, {"account_id": account_id})


async def _write_task(  # noqa: PLR0917 - what happens to which task, by whom, when
    session: Writing, author: Author, task: Task, kind: str, at: datetime, account_id: UUID
) -> None:
    case = await service.lock(session, task.case_id)
    await tasks.write(session, author, case, task, kind, at, {"account_id": account_id})
