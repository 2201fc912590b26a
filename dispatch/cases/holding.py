"""Who holds what: a case at a desk or with a doctor, a task one owes. Nobody leaves with it; nothing stays with nobody."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from db.engine import Reading
from db.models.regulation import Case
from dispatch.cases import repository, rules, service
from kit.caller import Caller
from kit.clock import real_now
from kit.errors import Conflict
from kit.wire.codes.cases import CareQueue
from kit.wire.codes.people import Role
from kit.wire.relief import Colleague, Holdings
from socle.accounts import posts


class NotAtWork(Conflict):
    """Nobody can be given a case or a task who is not signed in, now, at a post that may hold it."""

    title = "Not at work at such a post"


class StillHolding(Conflict):
    """Signing out would leave cases or tasks with nobody; `current` says which, and who could relieve."""

    title = "Cases or tasks still held"


def may_hold(case: Case) -> tuple[Role, ...]:
    """Give the roles that may hold a held case instead of its holder."""
    queue = None if case.queue is None else CareQueue(case.queue)
    return rules.may_hold(queue, taken=case.taken_by is not None)


async def of(session: Reading, caller: Caller, at: datetime) -> Holdings:
    """Give what an account holds, and who is at work at a domain time to relieve it."""
    held = await repository.held_cases(session, caller.account_id)
    owed = await repository.owed_tasks(session, caller.account_id)
    centres = {case.centre_id for case in held} | {task.centre_id for task in owed}
    at_work = await posts.at_work(session, centres or caller.centres(), at, real_now())
    by_account: dict[UUID, Colleague] = {}
    posts_of: defaultdict[UUID, set[tuple[UUID, Role]]] = defaultdict(set)
    for account_id, name, centre_id, role in at_work:
        if account_id != caller.account_id and role in rules.READERS:
            colleague = by_account.setdefault(account_id, Colleague(account_id=account_id, name=name, roles=[]))
            if role not in colleague.roles:
                colleague.roles.append(role)
            posts_of[account_id].add((centre_id, role))
    families = [(case.centre_id, may_hold(case)) for case in held]
    families += [(task.centre_id, rules.may_relieve(Role(task.role))) for task in owed]
    return Holdings(
        case_ids=[case.id for case in held],
        task_ids=[task.id for task in owed],
        colleagues=[
            colleague
            for account_id, colleague in by_account.items()
            if all(any((centre_id, role) in posts_of[account_id] for role in family) for centre_id, family in families)
        ],
    )


async def check_free(session: Reading, caller: Caller, at: datetime) -> None:
    """Refuse that somebody leaves who still holds a case or owes a task.

    Raises: StillHolding.
    """
    holdings = await of(session, caller, at)
    if holdings.case_ids or holdings.task_ids:
        raise StillHolding("somebody must take over first", current=holdings)


async def check_sees(session: Reading, caller: Caller, centre_ids: Collection[UUID], at: datetime) -> None:
    """Refuse that somebody goes to a post of these centres who holds a case or owes a task of another one.

    Raises: StillHolding.
    """
    held = await repository.held_cases(session, caller.account_id)
    owed = await repository.owed_tasks(session, caller.account_id)
    concerned = {case.centre_id for case in held} | {task.centre_id for task in owed}
    if not concerned <= set(centre_ids):
        raise StillHolding("this post would not see all that is held", current=await of(session, caller, at))


async def check_at_work(
    session: Reading, account_id: UUID, centre_id: UUID, roles: Collection[Role], at: datetime
) -> None:
    """Check that an account is signed in with one of these roles in force at the centre at a domain time.

    Raises: NotAtWork.
    """
    if not await service.is_at_work(session, account_id, centre_id, roles, at):
        raise NotAtWork("signed in at this centre as one of: " + ", ".join(roles))
