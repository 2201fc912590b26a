"""A case changes hands with its caller: asked, accepted, refused, taken back; the sender is responsible until then."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from db.models.centres import CaseShare
from db.models.fleet import Occupancy
from db.models.regulation import Call, Mission
from db.models.trail import AuditEntry, OutboxRow
from dispatch.cases import pick_up
from dispatch.cases import service as cases
from dispatch.centres import hand_over, opinions
from dispatch.centres.hand_over import EngageFirst, TransferOver, TransferPending
from dispatch.missions import service as missions
from gateways.worker.reactions import react
from kit.caller import Right
from kit.clock import Clock
from kit.errors import Forbidden, NotFound
from kit.ids import CentreId
from kit.wire.calls import CallAttachment
from kit.wire.cases import CaseEdit
from kit.wire.centres import ShareEntry, TransferEntry
from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import CareQueue, MeansType, Priority
from kit.wire.codes.centres import TransferMotive, TransferState
from kit.wire.codes.people import Role
from kit.wire.live import FactNews
from socle.audit import service as audit
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import inter


async def test_c1_a_case_opened_in_caen_is_handed_to_rouen_and_both_read_one_history(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    other = await rooms.on_the_line()
    refused = await rooms.refuse((await rooms.ask(case.id)).id)
    assert refused.state is TransferState.REFUSED
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert await cases.views(session) == []
    taken = await rooms.accept((await rooms.ask(case.id)).id)
    assert (taken.centre_id, taken.number, taken.shared_with) == (world.ROUEN, case.number, [world.CAEN])
    async with rooms.at(world.MRU_ROUEN) as story:
        await story.decide(case.id, inter(MeansType.TSU), world.MRU_ROUEN)
    async with rooms.looking(world.ARM_CAEN) as session:
        in_caen = await cases.log(session, case.id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        in_rouen = await cases.log(session, case.id)
        assert [one.id for one in await cases.views(session)] == [case.id]
    assert in_caen == in_rouen
    assert in_caen[0].kind == "case.opened"
    assert in_caen[-1].kind == "decision.decided"
    async with rooms.looking(world.ARM_ROUEN) as session:
        with pytest.raises(NotFound):
            await cases.view(session, other.id)
    for centre in (world.CAEN, world.ROUEN):
        async with rooms.at(world.ARM_CAEN if centre == world.CAEN else world.ARM_ROUEN) as story:
            assert (await audit.verify(story.session, centre)).untold == 0


async def test_the_sender_reads_on_and_changes_nothing_any_more(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    await rooms.accept((await rooms.ask(case.id)).id)
    async with rooms.looking(world.ARM_CAEN) as session:
        assert (await cases.view(session, case.id)).centre_id == world.ROUEN
    async with rooms.at(world.ARM_CAEN) as story:
        with pytest.raises(NotFound):
            await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0))
    async with rooms.at(world.ARM_ROUEN) as story:
        assert (
            await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0), world.ARM_ROUEN)
        ).priority is Priority.P0


async def test_the_caller_goes_along_and_the_exchange_may_still_say_that_its_leg_ended(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    assert asked.call_id is not None
    await rooms.accept(asked.id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        calls = list(await session.scalars(select(Call).where(Call.case_id == case.id).order_by(Call.centre_id)))
        caen, rouen = calls
        assert (caen.state, rouen.state) == (CallState.ENDED, CallState.ANSWERED)
        assert rouen.answered_by == world.ARM_ROUEN.id
        assert (await cases.view(session, case.id)).caller == case.caller
    async with rooms.at(world.TELEPHONY_CAEN) as exchange:
        await exchange.tell(asked.call_id, CallState.ENDED)


async def test_a_case_opens_at_the_centre_asked_to_take_it_over_and_the_look_is_in_its_trail(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    await rooms.ask(case.id)
    async with rooms.at(world.ARM_ROUEN) as story:
        file = await cases.file(story.session, world.ARM_ROUEN.caller, rooms.clock, case.id)
        assert (file.case.id, file.log[0].kind) == (case.id, "case.opened")
        looks = list(await story.session.scalars(select(AuditEntry).where(AuditEntry.fact_id.is_(None))))
    assert [(one.centre_id, one.account_id, one.role) for one in looks] == [(world.ROUEN, world.ARM_ROUEN.id, "ARM")]
    async with rooms.at(world.TELEPHONY_ROUEN) as story:
        with pytest.raises(Forbidden):
            await cases.file(story.session, world.TELEPHONY_ROUEN.caller, rooms.clock, case.id)


async def test_a_caller_who_rang_back_meanwhile_goes_along(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    assert asked.call_id is not None
    async with rooms.at(world.TELEPHONY_CAEN) as exchange:
        await exchange.tell(asked.call_id, CallState.ENDED)
        again = await exchange.ring()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.answer(again)
        await pick_up.attach(
            story.session, world.ARM_CAEN.caller, rooms.clock, again.id, CallAttachment(case_id=case.id)
        )
    await rooms.accept(asked.id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        here = select(Call.external_id, Call.state).where(Call.case_id == case.id, Call.centre_id == world.ROUEN)
        assert list(await session.execute(here)) == [(f"transfer:{again.id}", CallState.ANSWERED)]


async def test_whoever_answers_works_for_no_centre_more_than_the_two(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    elsewhere = Right(CentreId(world.fixed_id(1, 500)), Role.COMPANY)
    who = replace(world.ARM_ROUEN.caller, rights=world.ARM_ROUEN.caller.rights | {elsewhere})
    async with rooms.at(world.ARM_ROUEN) as story:
        await hand_over.accept(story.session, who, rooms.clock, asked.id)
        assert set(await story.session.scalars(text("SELECT unnest(rramu_centres())"))) == {world.CAEN, world.ROUEN}


async def test_a_transfer_unanswered_with_the_caller_on_line_leaves_the_sender_responsible(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        seen = await cases.view(session, case.id)
        assert (seen.centre_id, seen.shared_with) == (world.CAEN, [world.ROUEN])
    async with rooms.at(world.ARM_ROUEN) as story:
        with pytest.raises(NotFound):
            await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0), world.ARM_ROUEN)
    async with rooms.at(world.ARM_CAEN) as story:
        changed = await story.edit(case.id, CaseEdit(version=0, queue=CareQueue.AMBULATORY))
        assert (changed.centre_id, changed.queue, changed.caller) == (world.CAEN, CareQueue.AMBULATORY, case.caller)
    async with rooms.at(world.MRL_CAEN) as story:
        await story.decide(case.id, inter(MeansType.TSU), world.MRL_CAEN)
    back = await rooms.take_back(asked.id)
    assert back.state is TransferState.TAKEN_BACK
    async with rooms.looking(world.ARM_ROUEN) as session:
        with pytest.raises(NotFound):
            await cases.view(session, case.id)


async def test_a_p0_is_engaged_or_asked_for_before_it_is_handed_over(rooms: Rooms) -> None:
    case = await rooms.on_the_line(Priority.P0)
    with pytest.raises(EngageFirst):
        await rooms.ask(case.id)
    async with rooms.at(world.SUIVI_CAEN) as story:
        decided = await story.decide(case.id, inter(MeansType.SMUR))
        mission = await story.engage(case.id, world.SMUR_CAEN, decided.decisions[-1].id)
    await rooms.accept((await rooms.ask(case.id)).id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        moved = await missions.view(session, mission.id)
        assert (moved.centre_id, moved.version) == (world.ROUEN, mission.version + 1)
        assert await session.scalar(select(Occupancy.centre_id)) == world.ROUEN
        assert set(await session.scalars(select(OutboxRow.centre_id))) == {world.ROUEN}
        assert await session.scalar(select(Mission.centre_id)) == world.ROUEN
        assert set(await session.scalars(text("SELECT centre_id FROM mission_statuses"))) == {world.ROUEN}


async def test_only_one_transfer_waits_and_each_is_answered_once(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    asked = await rooms.ask(case.id)
    with pytest.raises(TransferPending):
        await rooms.ask(case.id)
    with pytest.raises(Forbidden):
        await rooms.accept(asked.id, world.TELEPHONY_ROUEN)
    with pytest.raises(Forbidden):
        await rooms.accept(asked.id, world.ARM_CAEN)
    taken = await rooms.accept(asked.id)
    assert await rooms.accept(asked.id) == taken
    with pytest.raises(TransferOver):
        await rooms.take_back(asked.id)
    with pytest.raises(TransferOver):
        await rooms.refuse(asked.id)


async def test_a_case_comes_back_the_way_it_went(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    await rooms.accept((await rooms.ask(case.id)).id)
    async with rooms.at(world.ARM_ROUEN) as story:
        entry = TransferEntry(to_centre_id=world.CAEN, motive=TransferMotive.KNOWN_THERE)
        back = await hand_over.ask(story.session, world.ARM_ROUEN.caller, rooms.clock, case.id, entry)
    home = await rooms.accept(back.id, world.ARM_CAEN)
    assert (home.centre_id, home.shared_with) == (world.CAEN, [world.ROUEN])
    async with rooms.looking(world.ARM_CAEN) as session:
        open_shares = select(CaseShare.centre_id).where(CaseShare.until.is_(None))
        assert list(await session.scalars(open_shares)) == [world.ROUEN]
        carried = select(Call.state).where(Call.case_id == case.id).order_by(Call.rang_at, Call.id)
        assert list(await session.scalars(carried)) == ["ENDED", "ENDED", "ANSWERED"]


async def test_a_reaction_to_what_the_sender_did_reaches_the_case_at_its_new_centre(
    rooms: Rooms, engines: Mapping[str, AsyncEngine]
) -> None:
    case = await rooms.on_the_line()
    await rooms.accept((await rooms.ask(case.id)).id)
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        await audit.seal(session, world.CAEN)
    seen: list[UUID] = []

    async def look(session: Writing, _: Clock, news: FactNews) -> None:
        assert news.case_id is not None
        seen.append((await cases.lock(session, news.case_id)).centre_id)

    await react(engines["rramu_worker"], rooms.clock, {"case.place_changed": (look,)}, world.CAEN)
    assert seen == [world.ROUEN]


async def test_a_centre_that_read_a_case_for_its_opinion_reads_on_when_it_refuses_it_and_owns_it_when_it_accepts(
    rooms: Rooms,
) -> None:
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        await opinions.ask(
            story.session, world.ARM_CAEN.caller, rooms.clock, case.id, ShareEntry(to_centre_id=world.ROUEN)
        )
    await rooms.refuse((await rooms.ask(case.id)).id)
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert (await cases.view(session, case.id)).shared_with == [world.ROUEN]
    taken = await rooms.accept((await rooms.ask(case.id)).id)
    assert taken.shared_with == [world.CAEN]
