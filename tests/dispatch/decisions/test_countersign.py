"""An intern decides under a senior at work, who signs."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from db.models.accounts import AccountRight, Session
from dispatch.cases import relief, take, tasks
from dispatch.cases.signatures import INTERN_WITHIN, NothingToSign
from dispatch.cases.take import CaseIncomplete
from dispatch.decisions import countersign, service
from kit.clock import real_now
from kit.errors import Forbidden, Invalid
from kit.wire.cases import CaseEdit, CaseView, DecisionEntry
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, DecisionType, TaskKind
from kit.wire.codes.people import Role
from kit.wire.relief import TaskEntry, TaskResult
from socle.accounts.seniors import SeniorNeeded
from tests import world
from tests.dispatch.story import Story, advice
from tests.world import INTERN_CAEN, MRL_CAEN, MRU_CAEN, MRU_ROUEN, Person


async def decided(story: Story, entry: DecisionEntry | None = None, senior: Person | None = MRU_CAEN) -> CaseView:
    """Let the intern decide for a new case, under somebody."""
    case = await story.case()
    return await decide(story, case, entry or advice(), senior)


async def decide(story: Story, case: CaseView, entry: DecisionEntry, senior: Person | None = MRU_CAEN) -> CaseView:
    caller = replace(INTERN_CAEN.caller, senior_id=None if senior is None else senior.id)
    return await service.decide(story.session, caller, story.clock, case.id, entry)


async def sign(story: Story, view: CaseView, who: Person = MRU_CAEN) -> CaseView:
    return await countersign.countersign(story.session, who.caller, story.clock, view.decisions[0].id)


async def leave(story: Story, who: Person) -> None:
    """End every session of somebody."""
    gone = update(Session).where(Session.account_id == who.id).values(ended_at=real_now())
    await story.session.execute(gone)


async def test_a_decision_under_a_senior_is_in_force_at_once_and_waits_for_the_signature(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    view = await decided(story)
    (decision,) = view.decisions
    assert (decision.decided_by, decision.senior, decision.countersigned_at) == (
        "Robin Mallet", "Dr Camille Roussel", None,
    )  # fmt: skip
    assert (view.attribution, view.queue) == (Attribution.DRM_EMERGENCY, None)
    (task,) = view.tasks
    assert (task.kind, task.owner_id, task.decision_id) == (TaskKind.COUNTERSIGN, MRU_CAEN.id, decision.id)
    assert task.due_at == world.NOON + INTERN_WITHIN
    assert (await story.fact("decision.decided")).body["senior_id"] == str(MRU_CAEN.id)

    story.later(1)
    signed = await sign(story, view)
    assert (signed.tasks, signed.decisions[0].countersigned_by) == ([], "Dr Camille Roussel")
    fact = await story.fact("decision.countersigned")
    assert (fact.account_id, fact.body["decision_id"]) == (MRU_CAEN.id, str(decision.id))
    assert await sign(story, view) == signed


async def test_the_attribution_is_the_seniors(story: Story) -> None:
    await story.sign_in(MRL_CAEN)
    opened = await story.case()
    case = await story.edit(opened.id, CaseEdit(version=0, queue=CareQueue.AMBULATORY))
    assert (await decide(story, case, advice(), MRL_CAEN)).attribution is Attribution.DRM_AMBULATORY


async def test_a_senior_of_two_roles_acts_in_the_one_of_the_cases_path(story: Story) -> None:
    story.session.add(AccountRight(account_id=MRL_CAEN.id, centre_id=MRL_CAEN.centre_id, role=Role.MRU))
    await story.sign_in(MRL_CAEN)
    case = await story.case()
    assert case.queue is CareQueue.AMU
    assert (await decide(story, case, advice(), MRL_CAEN)).attribution is Attribution.DRM_EMERGENCY


@pytest.mark.parametrize("senior", [None, MRL_CAEN, MRU_ROUEN, world.ARM_CAEN])
async def test_without_a_senior_at_work_at_the_centre_nothing_is_decided_nor_taken(
    story: Story, senior: Person | None
) -> None:
    for who in (MRU_CAEN, MRU_ROUEN, world.ARM_CAEN):
        await story.sign_in(who)
    case = await story.case()
    with pytest.raises(SeniorNeeded):
        await decide(story, case, advice(), senior)
    caller = replace(INTERN_CAEN.caller, senior_id=None if senior is None else senior.id)
    with pytest.raises(SeniorNeeded):
        await take.take(story.session, caller, story.clock, case.id)


async def test_a_senior_who_has_left_is_replaced_before_anything_is_decided(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    await story.sign_in(MRL_CAEN)
    view = await decided(story)
    await leave(story, MRU_CAEN)
    with pytest.raises(SeniorNeeded):
        await decide(story, view, advice())
    assert len((await decide(story, view, advice(), MRL_CAEN)).decisions) == 2


async def test_once_nobody_owes_it_another_doctor_signs_in_the_seniors_stead(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    await story.sign_in(MRL_CAEN)
    view = await decided(story)
    with pytest.raises(Forbidden):
        await sign(story, view, MRL_CAEN)
    await leave(story, MRU_CAEN)
    while await relief.watch(story.session, world.CAEN, story.clock.now()):
        pass
    signed = await sign(story, view, MRL_CAEN)
    assert (signed.decisions[0].senior, signed.decisions[0].countersigned_by) == (
        "Dr Camille Roussel", "Dr Sacha Fontaine",
    )  # fmt: skip


async def test_an_unsigned_decision_alarms_and_keeps_the_case_open(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    view = await decided(story)
    assert view.state is CaseState.ACHEVE
    with pytest.raises(CaseIncomplete) as refusal:
        await take.close(story.session, MRU_CAEN.caller, story.clock, view.id)
    assert refusal.value.extra["missing"] == ["signature"]
    story.later(INTERN_WITHIN.total_seconds() / 60)
    assert await tasks.tell_overdue(story.session, world.CAEN, story.clock.now())
    assert (await story.fact("task.overdue")).body["task_id"] == str(view.tasks[0].id)
    assert (await sign(story, view)).state is CaseState.VALIDE


async def test_a_signature_is_given_by_signing_only(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    view = await decided(story)
    with pytest.raises(Forbidden):
        await tasks.finish(
            story.session, MRU_CAEN.caller, story.clock, view.id, view.tasks[0].id, TaskResult(words="vu")
        )
    entry = TaskEntry(kind=TaskKind.COUNTERSIGN, due_at=story.clock.now(), role=Role.MRU)
    with pytest.raises(Invalid):
        await tasks.set_task(story.session, world.ARM_CAEN.caller, story.clock, view.id, entry)


async def test_a_doctors_own_decision_is_signed_by_nobody_else(story: Story) -> None:
    case = await story.case()
    view = await story.decide(case.id, advice())
    assert view.tasks == []
    with pytest.raises(NothingToSign):
        await sign(story, view)


async def test_an_intern_replaces_their_own_decisions_only_and_withdraws_none(story: Story) -> None:
    await story.sign_in(MRU_CAEN)
    case = await story.case()
    theirs = await story.decide(case.id, advice())
    entry = DecisionEntry(type=DecisionType.PMT, replaces=theirs.decisions[0].id)
    with pytest.raises(Forbidden):
        await decide(story, theirs, entry)
    own = await decide(story, theirs, DecisionEntry(type=DecisionType.PMT))
    again = await decide(story, own, DecisionEntry(type=DecisionType.CONSEIL, replaces=own.decisions[1].id))
    assert [one.ended_because for one in again.decisions] == [None, "REPLACED", None]
    assert len(again.tasks) == 2
    with pytest.raises(Forbidden):
        await service.withdraw(story.session, INTERN_CAEN.caller, story.clock, again.decisions[2].id)
