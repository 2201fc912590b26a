"""The change of shift: nobody leaves with cases or tasks, and nothing stays with nobody."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models.accounts import Session as SessionRow
from dispatch.cases import holding, relief, service, take, tasks
from dispatch.cases.holding import NotAtWork, StillHolding
from kit.clock import real_now
from kit.errors import Forbidden, NotFound
from kit.wire.cases import CaseView
from kit.wire.codes.cases import CareQueue, TaskKind
from kit.wire.relief import TaskEntry
from tests import world
from tests.dispatch.story import Story
from tests.world import Person


async def held(story: Story, who: Person) -> list[CaseView]:
    holdings = await holding.of(story.session, who.caller, story.clock.now())
    return await service.views(story.session, holdings.case_ids) if holdings.case_ids else []


async def taken(story: Story, count: int = 1) -> list[CaseView]:
    """Let the doctor of Caen take cases of the emergency queue."""
    cases = [await story.case() for _ in range(count)]
    return [await take.take(story.session, world.MRU_CAEN.caller, story.clock, case.id) for case in cases]


async def offer(story: Story, leaver: Person, successor: Person) -> None:
    await relief.ask(story.session, leaver.caller, story.clock, successor.id)


async def answer(story: Story, who: Person, leaver: Person, *, accepted: bool = True) -> Sequence[CaseView]:
    return await relief.answer(story.session, who.caller, story.clock, leaver.id, accepted=accepted)


async def leave(story: Story, who: Person) -> None:
    """End every session of somebody, as a lost connection or a manager would."""
    await story.session.execute(update(SessionRow).where(SessionRow.account_id == who.id).values(ended_at=real_now()))


async def watch(story: Story) -> int:
    """Watch until nothing changes; gives how often something did."""
    times = 0
    while await relief.watch(story.session, world.CAEN, story.clock.now()):
        times += 1
    return times


async def test_relief_at_eight_with_thirty_open_cases_leaves_none_orphan(story: Story) -> None:
    cases = await taken(story, 30)
    await story.sign_in(world.MRU_CAEN)
    await story.sign_in(world.MRL_CAEN)
    with pytest.raises(StillHolding):
        await holding.check_free(story.session, world.MRU_CAEN.caller, story.clock.now())
    await offer(story, world.MRU_CAEN, world.MRL_CAEN)
    assert len(await held(story, world.MRU_CAEN)) == 30
    await answer(story, world.MRL_CAEN, world.MRU_CAEN)
    await holding.check_free(story.session, world.MRU_CAEN.caller, story.clock.now())
    await leave(story, world.MRU_CAEN)
    assert await watch(story) == 0
    assert {(case.id, case.taken_by) for case in await held(story, world.MRL_CAEN)} == {
        (case.id, "Dr Sacha Fontaine") for case in cases
    }


async def test_until_it_is_accepted_the_leaver_holds_and_a_refusal_leaves_all_as_it_was(story: Story) -> None:
    (case,) = await taken(story)
    await story.sign_in(world.MRL_CAEN)
    await offer(story, world.MRU_CAEN, world.MRL_CAEN)
    offered = await service.view(story.session, case.id)
    assert (offered.taken_by, offered.offered_to_id) == ("Dr Camille Roussel", world.MRL_CAEN.id)
    (after,) = await answer(story, world.MRL_CAEN, world.MRU_CAEN, accepted=False)
    assert (after.taken_by, after.offered_to_id) == ("Dr Camille Roussel", None)
    with pytest.raises(NotFound):
        await answer(story, world.MRL_CAEN, world.MRU_CAEN)
    with pytest.raises(StillHolding):
        await holding.check_free(story.session, world.MRU_CAEN.caller, story.clock.now())


async def test_only_the_one_asked_takes_over(story: Story) -> None:
    await taken(story)
    await story.sign_in(world.MRL_CAEN)
    await offer(story, world.MRU_CAEN, world.MRL_CAEN)
    with pytest.raises(NotFound):
        await answer(story, world.ARM_CAEN, world.MRU_CAEN)


async def test_a_successor_is_at_work_at_a_post_that_may_hold_it(story: Story) -> None:
    await taken(story)
    with pytest.raises(NotAtWork):
        await offer(story, world.MRU_CAEN, world.MRL_CAEN)
    await story.sign_in(world.ARM_CAEN)
    with pytest.raises(NotAtWork):
        await offer(story, world.MRU_CAEN, world.ARM_CAEN)


async def test_a_desk_holds_what_has_not_left_it_yet(story: Story) -> None:
    at_the_desk = await story.answer(await story.ring())
    await story.case()  # waits for a doctor: nobody holds it
    assert [case.id for case in await held(story, world.ARM_CAEN)] == [at_the_desk.id]
    await story.sign_in(world.SUIVI_CAEN)
    await offer(story, world.ARM_CAEN, world.SUIVI_CAEN)
    (after,) = await answer(story, world.SUIVI_CAEN, world.ARM_CAEN)
    assert (after.kept_by, after.taken_by) == ("Inès Picard", None)
    assert not await held(story, world.ARM_CAEN)


async def test_tasks_are_handed_over_with_the_cases(story: Story) -> None:
    case = await story.case()
    entry = TaskEntry(kind=TaskKind.CHECK_ARRIVAL, due_at=story.clock.now() + timedelta(minutes=5))
    await tasks.set_task(story.session, world.ARM_CAEN.caller, story.clock, case.id, entry)
    with pytest.raises(StillHolding):
        await holding.check_free(story.session, world.ARM_CAEN.caller, story.clock.now())
    await story.sign_in(world.ARM_CAEN_2)
    await offer(story, world.ARM_CAEN, world.ARM_CAEN_2)
    (after,) = await answer(story, world.ARM_CAEN_2, world.ARM_CAEN)
    assert [task.owner for task in after.tasks] == ["Noé Lambert"]
    await holding.check_free(story.session, world.ARM_CAEN.caller, story.clock.now())


async def test_a_case_whose_doctor_has_gone_alarms_until_somebody_has_it(story: Story) -> None:
    (case,) = await taken(story)
    await story.sign_in(world.MRU_CAEN)
    assert await watch(story) == 0
    await leave(story, world.MRU_CAEN)
    assert await watch(story) == 1
    assert (await service.view(story.session, case.id)).orphaned_at == world.NOON
    await story.sign_in(world.MRL_CAEN)
    with pytest.raises(Forbidden):
        await relief.assign(story.session, world.ARM_CAEN.caller, story.clock, case.id, world.MRL_CAEN.id)
    supervisor = world.SUPERVISOR_CAEN.caller
    after = await relief.assign(story.session, supervisor, story.clock, case.id, world.MRL_CAEN.id)
    assert (after.taken_by, after.orphaned_at, after.queue) == ("Dr Sacha Fontaine", None, CareQueue.AMU)
    assert await watch(story) == 0


async def test_who_comes_back_holds_it_again(story: Story) -> None:
    (case,) = await taken(story)
    assert await watch(story) == 1
    await story.sign_in(world.MRU_CAEN)
    assert await watch(story) == 1
    assert (await service.view(story.session, case.id)).orphaned_at is None
    assert (await story.fact("case.held_again")).role == "SERVER"


async def test_a_task_of_somebody_gone_goes_back_to_its_post_and_alarms(story: Story) -> None:
    case = await story.case()
    entry = TaskEntry(kind=TaskKind.OPINION, due_at=story.clock.now() + timedelta(hours=1))
    await tasks.set_task(story.session, world.ARM_CAEN.caller, story.clock, case.id, entry)
    assert await watch(story) == 1
    (task,) = (await service.view(story.session, case.id)).tasks
    assert (task.owner, task.overdue) == (None, True)


async def test_only_who_may_hold_all_of_it_is_named_as_a_successor(story: Story) -> None:
    await taken(story)
    for who in (world.MRL_CAEN, world.ARM_CAEN, world.TELEPHONY_CAEN, world.MRU_ROUEN):
        await story.sign_in(who)
    holdings = await holding.of(story.session, world.MRU_CAEN.caller, story.clock.now())
    assert [one.name for one in holdings.colleagues] == ["Dr Sacha Fontaine"]
    at_ease = await holding.of(story.session, world.SUPERVISOR_CAEN.caller, story.clock.now())
    assert [one.name for one in at_ease.colleagues] == ["Alix Marchand", "Dr Sacha Fontaine"]
