"""Seeing cases, their log, and the states they go through by themselves."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.trail import AuditEntry
from dispatch.calls import service as calls
from dispatch.cases import service
from dispatch.missions import service as missions
from dispatch.vehicles import service as vehicles
from kit.clock import Clock
from kit.errors import Forbidden, NotFound
from kit.wire.cases import CaseEdit
from kit.wire.codes.cases import CareQueue, CaseState
from kit.wire.codes.missions import MissionStatus, Outcome
from tests import world
from tests.dispatch.story import Story, advice

C = CaseState
S = MissionStatus


async def test_opening_a_case_is_a_look_written_in_the_trail(story: Story) -> None:
    case = await story.case()
    file = await service.file(story.session, world.MRU_CAEN.caller, story.clock, case.id)
    assert file.case == case
    assert [entry.kind for entry in file.log][:2] == ["case.opened", "call.answered"]
    assert all(entry.number is None for entry in file.log)
    look = (await story.session.scalars(select(AuditEntry).where(AuditEntry.fact_id.is_(None)))).one()
    assert (look.account_id, look.role, look.subject) == (world.MRU_CAEN.id, "MRU", f"case:{case.id}")


async def test_the_exchange_reads_no_case(story: Story) -> None:
    case = await story.case()
    with pytest.raises(Forbidden):
        await service.file(story.session, world.TELEPHONY_CAEN.caller, story.clock, case.id)


async def test_another_centres_case_is_not_found(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.ROUEN]) as session:
        case = await Story(session, clock).case(world.ARM_ROUEN)
    async with writing(api, None, [world.CAEN]) as session:
        for read in (service.view(session, case.id), service.log(session, case.id), service.lock(session, case.id)):
            with pytest.raises(NotFound):
                await read


async def test_states_follow_what_is_owed_and_each_change_is_a_fact(story: Story) -> None:
    case = await story.case()
    states = [(await story.decide(case.id, advice())).state]
    states.append((await story.edit(case.id, CaseEdit(version=0, queue=CareQueue.AMU))).state)
    states.append((await story.decide(case.id, advice())).state)
    assert states == [C.VALIDE, C.ACTIF, C.VALIDE]
    changes = [entry for entry in await service.log(story.session, case.id) if entry.kind == "case.state_changed"]
    assert [entry.body["to"] for entry in changes] == [C.ACHEVE, C.VALIDE, C.ACTIF, C.ACHEVE, C.VALIDE]
    assert {(entry.author, entry.role) for entry in changes} == {("SERVER", "SERVER")}


async def test_a_case_shows_its_missions_and_is_settled_by_their_end(story: Story) -> None:
    mission = await story.mission()
    view = await service.view(story.session, mission.case_id)
    assert (view.mission_ids, view.state) == ([mission.id], C.ACTIF)
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.PEC, S.TRANSP, S.DESTIN, S.FINPEC)
    await story.close(mission.id, Outcome.TRANSPORTED)
    assert (await service.view(story.session, mission.case_id)).state is C.VALIDE


async def test_views_cost_the_same_whatever_the_number_of_rows(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    async def queries() -> int:
        nonlocal statements
        async with reading(api, None, [world.CAEN]) as session:
            statements = 0
            await calls.views(session)
            await service.views(session)
            await missions.views(session)
            await vehicles.views(session, clock.now())
        return statements

    event.listen(api.sync_engine, "before_cursor_execute", count)
    async with writing(api, None, [world.CAEN]) as session:
        await Story(session, clock).mission(world.AMBULANCE_CAEN)
    few = await queries()
    async with writing(api, None, [world.CAEN]) as session:
        story = Story(session, clock)
        await story.mission(world.AMBULANCE_BAYEUX)
        for _ in range(5):
            await story.case()
    assert await queries() == few <= 11
