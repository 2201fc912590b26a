"""A vehicle of another centre is asked for; the answer engages it, once. The centre asked reads the case for as long as it helps."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.accounts import Session
from db.models.centres import CaseShare
from db.models.fleet import Occupancy
from db.models.regulation import Mission
from db.models.trail import Fact
from dispatch.assignment import service as assignment
from dispatch.cases import service as cases
from dispatch.centres import ask_help, help_requests
from dispatch.centres.ask_help import HelpOver, HelpPending
from dispatch.missions import engage, grounds
from dispatch.missions import service as missions
from dispatch.missions.engage import AskItsCentre
from dispatch.vehicles.occupancy import VehicleBusy
from gateways.worker.reactions import react
from gateways.worker.work import REACTIONS
from kit.caller import Right
from kit.clock import real_now
from kit.errors import Forbidden, Invalid, NotFound, RegulationError
from kit.ids import CentreId
from kit.wire.cases import CaseEdit, DecisionEntry
from kit.wire.codes.cases import DecisionType, MeansType, Priority
from kit.wire.codes.centres import HelpRefusal, HelpState, TransferState
from kit.wire.codes.missions import Ground, Outcome
from kit.wire.codes.people import Role
from kit.wire.missions import Engagement
from socle.audit import service as audit
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import inter


async def settle(rooms: Rooms, engines: Mapping[str, AsyncEngine]) -> None:
    """Let the worker seal what Caen did, and react to all of it."""
    worker = engines["rramu_worker"]
    async with writing(worker, None, [world.CAEN]) as session:
        while await audit.seal(session, world.CAEN):
            pass
    while await react(worker, rooms.clock, REACTIONS, world.CAEN):
        pass


async def test_another_centres_vehicle_is_ranked_and_marked_and_not_engaged_without_asking(rooms: Rooms) -> None:
    entry = await rooms.needs()
    assert entry.decision_id is not None
    async with rooms.at(world.SUIVI_CAEN) as story:
        caller = world.SUIVI_CAEN.caller
        proposal = await assignment.propose(story.session, caller, rooms.clock, story.fleet, entry.decision_id)
        marks = {one.vehicle_id: one.ask_centre_id for one in proposal.candidates}
        assert marks[world.AMBULANCE_CAEN.vehicle_id] is None
        assert marks[world.AMBULANCE_ROUEN.vehicle_id] == world.ROUEN
        with pytest.raises(AskItsCentre):
            await engage.engage(story.session, caller, rooms.clock, story.fleet, entry)
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert await session.scalar(select(func.count()).select_from(Occupancy)) == 0


async def test_the_answer_engages_the_vehicle_for_the_asker_in_one_command(rooms: Rooms) -> None:
    entry = await rooms.needs()
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert await cases.views(session) == []
    asked = await rooms.ask_for(entry)
    assert (asked.state, asked.centre_id, asked.to_centre_id) == (HelpState.ASKED, world.CAEN, world.ROUEN)
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert [one.id for one in await help_requests.waiting(session)] == [asked.id]
        assert [one.id for one in await cases.views(session)] == [entry.case_id]
        assert await session.scalar(select(func.count()).select_from(Occupancy)) == 0
    mission = await rooms.lend(asked.id)
    assert (mission.centre_id, mission.vehicle_id) == (world.CAEN, world.AMBULANCE_ROUEN.vehicle_id)
    assert mission.decision_id == entry.decision_id
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert (await missions.view(session, mission.id)).id == mission.id
        assert await help_requests.waiting(session) == []
    async with rooms.at(world.SUIVI_CAEN) as story:
        done = await help_requests.view(story.session, asked.id)
        assert (done.state, done.mission_id, done.answered_by) == (
            HelpState.ENGAGED,
            mission.id,
            world.SUIVI_ROUEN.name,
        )
        assert [order.version for order in await story.orders(mission.id)] == [1]
        fact = await story.fact("mission.ordered")
        assert (fact.centre_id, fact.operator_centre_id, fact.account_id) == (
            world.CAEN,
            world.ROUEN,
            world.SUIVI_ROUEN.id,
        )


async def test_who_helps_reads_the_case_and_changes_nothing_in_it(rooms: Rooms) -> None:
    entry = await rooms.needs()
    other = await rooms.on_the_line()
    mission = await rooms.lend((await rooms.ask_for(entry)).id)
    async with rooms.at(world.ARM_ROUEN) as story:
        with pytest.raises(NotFound):
            await story.edit(entry.case_id, CaseEdit(version=0, priority=Priority.P0), world.ARM_ROUEN)
        with pytest.raises(NotFound):
            await story.cancel(mission.id, world.SUIVI_ROUEN)
        with pytest.raises(NotFound):
            await cases.view(story.session, other.id)


async def test_a_smur_is_asked_for_as_any_other_vehicle(rooms: Rooms) -> None:
    entry = await rooms.needs(world.SMUR_CAEN, world.MRU_ROUEN)
    mission = await rooms.lend((await rooms.ask_for(entry, world.SUIVI_ROUEN)).id, world.SUIVI_CAEN)
    assert (mission.centre_id, mission.vehicle_id) == (world.ROUEN, world.SMUR_CAEN.vehicle_id)


async def test_a_refusal_says_why_and_nothing_more_is_read(rooms: Rooms) -> None:
    entry = await rooms.needs()
    kept = await rooms.keep((await rooms.ask_for(entry)).id)
    assert (kept.state, kept.refusal, kept.mission_id) == (HelpState.REFUSED, HelpRefusal.COVER, None)
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert await cases.views(session) == []
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert await session.scalar(select(func.count()).select_from(Mission)) == 0
        kinds = [one.kind for one in await cases.log(session, entry.case_id)]
        assert kinds[-2:] == ["case.help_asked", "case.help_refused"]
    again = await rooms.ask_for(entry)
    assert again.id != kept.id


async def test_a_request_is_answered_once_and_by_the_centre_asked(rooms: Rooms) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    with pytest.raises(HelpPending):
        await rooms.ask_for(entry)
    for wrong in (world.SUIVI_CAEN, world.TELEPHONY_ROUEN):
        with pytest.raises(Forbidden):
            await rooms.lend(asked.id, wrong)
    with pytest.raises(Forbidden):
        await rooms.ask_no_more(asked.id, world.SUIVI_ROUEN)
    mission = await rooms.lend(asked.id)
    assert await rooms.lend(asked.id) == mission
    with pytest.raises(HelpOver):
        await rooms.keep(asked.id)
    with pytest.raises(HelpOver):
        await rooms.ask_no_more(asked.id)


async def test_of_two_answers_at_the_same_moment_one_engages(rooms: Rooms) -> None:
    asked = await rooms.ask_for(await rooms.needs())
    answers = await asyncio.gather(
        rooms.lend(asked.id, world.SUIVI_ROUEN), rooms.lend(asked.id, world.ARM_ROUEN), return_exceptions=True
    )
    lost = [one for one in answers if isinstance(one, BaseException)]
    assert [type(one) for one in lost] in ([], [HelpOver])  # one came after the other, or waited for it
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert await session.scalar(select(func.count()).select_from(Mission)) == 1
        assert await session.scalar(select(func.count()).select_from(Occupancy)) == 1
        engaged = select(func.count()).select_from(Fact).where(Fact.kind == "case.help_engaged")
        assert await session.scalar(engaged) == 1


async def test_of_an_answer_and_a_taking_back_at_the_same_moment_one_holds(rooms: Rooms) -> None:
    asked = await rooms.ask_for(await rooms.needs())
    answers = await asyncio.gather(rooms.lend(asked.id), rooms.ask_no_more(asked.id), return_exceptions=True)
    assert len([one for one in answers if isinstance(one, HelpOver)]) == 1
    async with rooms.looking(world.SUIVI_CAEN) as session:
        state = (await help_requests.view(session, asked.id)).state
        many = await session.scalar(select(func.count()).select_from(Mission))
        assert (state, many) in {(HelpState.ENGAGED, 1), (HelpState.TAKEN_BACK, 0)}


async def test_a_vehicle_taken_meanwhile_is_engaged_once_and_the_request_waits_on(rooms: Rooms) -> None:
    first, second = await rooms.needs(), await rooms.needs()
    asked, other = await rooms.ask_for(first), await rooms.ask_for(second)
    await rooms.lend(asked.id)
    with pytest.raises(VehicleBusy):
        await rooms.lend(other.id)
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert (await help_requests.view(session, other.id)).state is HelpState.ASKED
        assert await session.scalar(select(func.count()).select_from(Occupancy)) == 1
    with pytest.raises(VehicleBusy):
        await rooms.ask_for(await rooms.needs())


async def test_ones_own_vehicle_is_not_asked_for(rooms: Rooms) -> None:
    entry = await rooms.needs()
    own = msgspec.structs.replace(entry, vehicle_id=world.AMBULANCE_CAEN.vehicle_id)
    with pytest.raises(Invalid):
        await rooms.ask_for(own)


async def test_who_helps_reads_the_case_until_the_mission_is_over(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = await rooms.needs()
    mission = await rooms.lend((await rooms.ask_for(entry)).id)
    await settle(rooms, engines)
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert [one.id for one in await missions.views(session)] == [mission.id]
    async with rooms.at(world.SUIVI_CAEN) as story:
        cancelled = await story.cancel(mission.id)
        assert cancelled.outcome is Outcome.CANCELLED
    await settle(rooms, engines)
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert await cases.views(session) == []
        assert await missions.views(session, [mission.id]) == []
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert (await cases.view(session, entry.case_id)).shared_with == []


async def test_what_is_asked_on_a_decision_served_otherwise_is_taken_back(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    async with rooms.at(world.SUIVI_CAEN) as story:
        await story.engage(entry.case_id, world.AMBULANCE_CAEN, entry.decision_id)
    with pytest.raises(RegulationError, match="already under way"):
        await rooms.lend(asked.id)
    await settle(rooms, engines)
    async with rooms.looking(world.SUIVI_CAEN) as session:
        assert (await help_requests.view(session, asked.id)).state is HelpState.TAKEN_BACK
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        assert await cases.views(session) == []


async def test_a_request_follows_the_decision_replaced_for_the_same_need(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    async with rooms.at(world.MRU_CAEN) as story:
        again = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, replaces=entry.decision_id)
        decided = await story.decide(entry.case_id, again)
    await settle(rooms, engines)
    async with rooms.looking(world.SUIVI_CAEN) as session:
        waiting = await help_requests.view(session, asked.id)
    assert (waiting.state, waiting.decision_id) == (HelpState.ASKED, decided.decisions[-1].id)
    assert (await rooms.lend(asked.id)).decision_id == decided.decisions[-1].id


async def test_a_verbal_order_asked_of_another_centre_outlasts_its_doctors_shift(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    entry = Engagement(
        case_id=(await rooms.on_the_line()).id,
        vehicle_id=world.AMBULANCE_ROUEN.vehicle_id,
        ground=Ground.ORDRE_VERBAL,
        doctor_id=world.MRU_CAEN.id,
    )
    with pytest.raises(grounds.NotCovered):
        await rooms.ask_for(entry)
    async with rooms.at(world.MRU_CAEN) as story:
        await story.sign_in(world.MRU_CAEN)
    asked = await rooms.ask_for(entry)
    async with rooms.at(world.MRU_CAEN) as story:
        left = update(Session).where(Session.account_id == world.MRU_CAEN.id).values(ended_at=real_now())
        await story.session.execute(left)
        decided = await story.decide(entry.case_id, inter(MeansType.TSU))
        await story.engage(
            entry.case_id, world.AMBULANCE_CAEN, decided.decisions[-1].id
        )  # what is asked is looked at again
    await settle(rooms, engines)
    mission = await rooms.lend(asked.id)
    assert (mission.ground, mission.doctor) == (Ground.ORDRE_VERBAL, world.MRU_CAEN.name)


async def test_what_is_asked_goes_with_a_case_that_changes_hands(rooms: Rooms) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    await rooms.accept((await rooms.ask(entry.case_id)).id)
    async with rooms.looking(world.SUIVI_ROUEN) as session:
        taken_back = await help_requests.view(session, asked.id)
        assert taken_back.state is HelpState.TAKEN_BACK  # the vehicle is the receiver's own
        assert (await cases.view(session, entry.case_id)).shared_with == [world.CAEN]
        open_ones = select(CaseShare.reason).where(CaseShare.until.is_(None))
        assert list(await session.scalars(open_ones)) == ["TRANSFER"]


async def test_whoever_answers_works_for_no_centre_more_than_the_two(rooms: Rooms) -> None:
    asked = await rooms.ask_for(await rooms.needs())
    elsewhere = Right(CentreId(world.fixed_id(1, 500)), Role.COMPANY)
    who = replace(world.SUIVI_ROUEN.caller, rights=world.SUIVI_ROUEN.caller.rights | {elsewhere})
    async with rooms.at(world.SUIVI_ROUEN) as story:
        await ask_help.accept(story.session, who, rooms.clock, story.fleet, asked.id)
        assert set(await story.session.scalars(text("SELECT unnest(rramu_centres())"))) == {world.CAEN, world.ROUEN}


async def test_a_p0_asked_for_elsewhere_may_be_handed_over(rooms: Rooms) -> None:
    entry = await rooms.needs()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.edit(entry.case_id, CaseEdit(version=0, priority=Priority.P0))
    await rooms.ask_for(entry)
    assert (await rooms.ask(entry.case_id)).state is TransferState.ASKED
