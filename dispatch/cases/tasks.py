"""Dated tasks of a case: set, done, given to somebody else, told as overdue. Source: practice, rule 31."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from db.engine import Writing
from db.models.regulation import Case
from db.models.tasks import Task
from db.secrets import cell, keyring, private
from dispatch.cases import holding, repository, rules, service
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Forbidden, Invalid, NotFound
from kit.ids import CentreId, new_id
from kit.wire.cases import CaseView
from kit.wire.codes.cases import TaskKind
from kit.wire.codes.people import Role
from kit.wire.relief import TaskEntry, TaskResult


async def set_task(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: TaskEntry) -> CaseView:
    """Set a task on an open case: one's own, or of a post of its centre.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        Forbidden: the caller does not work on cases of its centre.
        Invalid: a signature is asked for by what is to be signed, not by hand.
    """
    if entry.kind is TaskKind.COUNTERSIGN:
        raise Invalid("a signature is not asked for by hand", path="$.kind")
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.READERS)
    now = clock.now()
    await add(
        session,
        author,
        case,
        now,
        kind=entry.kind,
        due_at=entry.due_at,
        role=Role(author.role) if entry.role is None else entry.role,
        owner_id=caller.account_id if entry.role is None else None,
        words=entry.words,
    )
    return await service.view(session, case_id)


async def add(
    session: Writing,
    author: Author,
    case: Case,
    at: datetime,
    *,
    kind: TaskKind,
    due_at: datetime,
    role: Role,
    owner_id: UUID | None,
    words: str | None = None,
    decision_id: UUID | None = None,
    mission_id: UUID | None = None,
) -> None:
    """Add a task to a locked case, with its fact."""
    task_id = new_id()
    task = Task(
        id=task_id,
        centre_id=case.centre_id,
        case_id=case.id,
        kind=kind.value,
        words=keyring(session).encrypt(case.centre_id, words, cell(Task.words, task_id)),
        due_at=due_at,
        role=role.value,
        owner_id=owner_id,
        offered_to=None,
        decision_id=decision_id,
        mission_id=mission_id,
        set_at=at,
        set_by=author.account_id,
        overdue_at=None,
        done_at=None,
        done_by=None,
        result=None,
    )
    session.add(task)
    body: dict[str, object] = {
        "kind": kind,
        "words": private(words),
        "due_at": due_at,
        "role": role,
        "owner_id": owner_id,
    }
    if kind is TaskKind.COUNTERSIGN:
        body |= {"decision_id": decision_id, "mission_id": mission_id}
    await write(session, author, case, task, "task.set", at, body)


async def finish(  # noqa: PLR0917 - two ids in the path
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, task_id: UUID, entry: TaskResult
) -> CaseView:
    """Say that a task is done, whoever did it. Saying it twice changes nothing.

    Raises:
        NotFound, CaseClosed: no such case or task, or the case never changes again.
        Forbidden: the caller does not work on cases of its centre, or the task is to sign something.
    """
    case, task = await _lock(session, case_id, task_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.READERS)
    if task.kind == TaskKind.COUNTERSIGN:
        raise Forbidden("what is owed here is a signature")
    if task.done_at is not None:
        return await service.view(session, case_id)
    now = clock.now()
    task.done_at, task.done_by, task.offered_to = now, caller.account_id, None
    task.result = keyring(session).encrypt(task.centre_id, entry.words, cell(Task.result, task.id))
    await write(session, author, case, task, "task.done", now, {"result": private(entry.words)})
    return await service.view(session, case_id)


async def assign(  # noqa: PLR0917 - two ids in the path
    session: Writing, caller: Caller, clock: Clock, case_id: UUID, task_id: UUID, account_id: UUID
) -> CaseView:
    """Give a waiting task to somebody signed in: a supervisor's act.

    Raises:
        NotFound, CaseClosed: no such case or waiting task, or the case never changes again.
        Forbidden: the caller is no supervisor of its centre.
        NotAtWork: the account is not signed in at a post that may owe it.
    """
    case, task = await _lock(session, case_id, task_id)
    author = caller.acting_at(CentreId(case.centre_id), Role.SUPERVISOR)
    if task.done_at is not None:
        raise NotFound("this task is done")
    now = clock.now()
    await holding.check_at_work(session, account_id, case.centre_id, rules.may_relieve(Role(task.role)), now)
    task.owner_id, task.offered_to = account_id, None
    await write(session, author, case, task, "task.assigned", now, {"owner_id": account_id})
    return await service.view(session, case_id)


async def tell_overdue(session: Writing, centre_id: CentreId, at: datetime) -> bool:
    """Tell one task that has become overdue, once; false when there is none. The transaction works for the centre."""
    task = await repository.lock_overdue(session, centre_id, at)
    if task is None:
        return False
    case = await service.lock(session, task.case_id)
    task.overdue_at = at
    await write(session, service.SERVER, case, task, "task.overdue", at, {})
    return True


async def _lock(session: Writing, case_id: UUID, task_id: UUID) -> tuple[Case, Task]:
    case = await service.lock(session, case_id)
    task = await session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None or task.case_id != case.id:
        raise NotFound("no such task")
    return case, task


async def write(  # noqa: PLR0917 - what is done to what, by whom, when
    session: Writing, author: Author, case: Case, task: Task, kind: str, at: datetime, body: Mapping[str, object]
) -> None:
    """Write the fact of what happened to a task of a locked case, whose row has changed with it."""
    case.version += 1
    await service.record(session, author, case, kind, at, {"task_id": task.id, **body})
