"""Who holds what: a case at a desk or with a doctor, a task one owes. Nobody leaves with it; nothing stays with nobody."""

from collections.abc import Collection
from uuid import UUID

from db.engine import Reading
from db.models.regulation import Case
from dispatch.cases import repository, rules
from kit.caller import Caller
from kit.clock import real_now
from kit.errors import Conflict
from kit.wire.codes import CareQueue, Role
from kit.wire.relief import Colleague, Holdings


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


async def of(session: Reading, caller: Caller) -> Holdings:
    """Give what an account holds, and who is at work to relieve it."""
    held = await repository.held_cases(session, [caller.account_id])
    owed = await repository.owed_tasks(session, [caller.account_id])
    centres = {case.centre_id for case in held} | {task.centre_id for task in owed}
    at_work = await repository.at_work(session, centres or caller.centres(), real_now())
    by_account: dict[UUID, Colleague] = {}
    for account_id, name, role in at_work:
        if account_id != caller.account_id and role in rules.READERS:
            colleague = by_account.setdefault(account_id, Colleague(account_id=account_id, name=name, roles=[]))
            colleague.roles.append(Role(role))
    families = [may_hold(case) for case in held] + [rules.may_relieve(Role(task.role)) for task in owed]
    return Holdings(
        case_ids=[case.id for case in held],
        task_ids=[task.id for task in owed],
        colleagues=[one for one in by_account.values() if all(set(one.roles) & set(family) for family in families)],
    )


async def check_free(session: Reading, caller: Caller) -> None:
    """Refuse that somebody leaves who still holds a case or owes a task.

    Raises: StillHolding.
    """
    holdings = await of(session, caller)
    if holdings.case_ids or holdings.task_ids:
        raise StillHolding("somebody must take over first", current=holdings)


async def check_at_work(session: Reading, account_id: UUID, centre_id: UUID, roles: Collection[Role]) -> None:
    """Check that an account is signed in with one of these roles at the centre.

    Raises: NotAtWork.
    """
    for role in roles:
        if await repository.on_duty(session, centre_id, role.value, real_now(), account_id):
            return
    raise NotAtWork("signed in at this centre as one of: " + ", ".join(roles))
