"""What somebody owes a case at a set time: done by anybody, given by a supervisor, told once when overdue."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.models.tasks import Task
from dispatch.cases import tasks
from dispatch.cases.holding import NotAtWork
from kit.errors import Forbidden, NotFound
from kit.wire.cases import CaseView
from kit.wire.codes.cases import TaskKind
from kit.wire.codes.people import Role
from kit.wire.relief import TaskEntry, TaskResult
from tests import world
from tests.dispatch.story import Story
from tests.world import Person


async def set_task(
    story: Story, case: CaseView, who: Person = world.ARM_CAEN, minutes: float = 15, role: Role | None = None
) -> CaseView:
    entry = TaskEntry(
        kind=TaskKind.CALL_BACK, due_at=story.clock.now() + timedelta(minutes=minutes), words="douleur ?", role=role
    )
    return await tasks.set_task(story.session, who.caller, story.clock, case.id, entry)


async def done(story: Story, case: CaseView, task_id: UUID, who: Person = world.SUIVI_CAEN) -> CaseView:
    return await tasks.finish(story.session, who.caller, story.clock, case.id, task_id, TaskResult(words="va mieux"))


async def assigned(story: Story, case: CaseView, task_id: UUID, who: Person, to: Person) -> CaseView:
    return await tasks.assign(story.session, who.caller, story.clock, case.id, task_id, to.id)


async def test_ones_own_task_waits_on_the_case_until_anybody_has_done_it(story: Story) -> None:
    case = await set_task(story, await story.case())
    (task,) = case.tasks
    assert (task.kind, task.words, task.owner, task.role, task.overdue) == (
        TaskKind.CALL_BACK, "douleur ?", "Alix Marchand", Role.ARM, False,
    )  # fmt: skip
    assert task.due_at == world.NOON + timedelta(minutes=15)
    after = await done(story, case, task.id)
    assert (after.tasks, after.version) == ([], case.version + 1)
    assert await done(story, case, task.id) == after
    assert (await story.fact("task.done")).account_id == world.SUIVI_CAEN.id


async def test_a_posts_task_is_nobodys_in_particular(story: Story) -> None:
    case = await set_task(story, await story.case(), role=Role.MRU)
    assert [(task.role, task.owner) for task in case.tasks] == [(Role.MRU, None)]


async def test_soonest_due_comes_first(story: Story) -> None:
    case = await story.case()
    for minutes in (30, 5, 10):
        case = await set_task(story, case, minutes=minutes)
    assert [(task.due_at - world.NOON).seconds // 60 for task in case.tasks] == [5, 10, 30]


async def test_an_overdue_task_is_told_once(story: Story) -> None:
    case = await set_task(story, await story.case())
    assert not await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    story.later(16)
    assert await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    assert not await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    fact = await story.fact("task.overdue")
    assert (fact.case_id, fact.body["task_id"]) == (case.id, str(case.tasks[0].id))


async def test_a_task_done_in_time_never_alarms(story: Story) -> None:
    case = await set_task(story, await story.case())
    await done(story, case, case.tasks[0].id)
    story.later(60)
    assert not await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())


async def test_a_supervisor_gives_a_task_to_somebody_at_work(story: Story) -> None:
    case = await set_task(story, await story.case())
    task_id = case.tasks[0].id
    with pytest.raises(NotAtWork):
        await assigned(story, case, task_id, world.SUPERVISOR_CAEN, world.SUIVI_CAEN)
    await story.sign_in(world.SUIVI_CAEN)
    after = await assigned(story, case, task_id, world.SUPERVISOR_CAEN, world.SUIVI_CAEN)
    assert [task.owner for task in after.tasks] == ["Inès Picard"]


async def test_nobody_else_gives_tasks_away_nor_to_another_post(story: Story) -> None:
    case = await set_task(story, await story.case())
    task_id = case.tasks[0].id
    await story.sign_in(world.MRU_CAEN)
    with pytest.raises(Forbidden):
        await assigned(story, case, task_id, world.ARM_CAEN, world.SUIVI_CAEN)
    with pytest.raises(NotAtWork):
        await assigned(story, case, task_id, world.SUPERVISOR_CAEN, world.MRU_CAEN)


async def test_a_task_of_another_case_is_not_found(story: Story) -> None:
    case, other = await set_task(story, await story.case()), await story.case()
    with pytest.raises(NotFound):
        await done(story, other, case.tasks[0].id)
    with pytest.raises(Forbidden):
        await set_task(story, case, world.MRU_ROUEN)


async def test_free_words_are_stored_encrypted_in_the_row_and_in_the_fact(story: Story) -> None:
    case = await set_task(story, await story.case())
    await done(story, case, case.tasks[0].id)
    row = (await story.session.execute(select(Task.words, Task.result))).one()
    bodies = [(await story.fact(kind)).body for kind in ("task.set", "task.done")]
    assert "douleur ?" not in f"{row} {bodies}"
    assert "va mieux" not in f"{row} {bodies}"
