"""A case read elsewhere: what a restricted one shows there, to whom, and what both centres keep of it."""

import pytest
from sqlalchemy import select

from db.models.trail import AuditEntry
from dispatch.cases import restricted
from dispatch.cases import service as cases
from dispatch.centres import opinions
from kit.errors import Forbidden, NotFound
from kit.settings import CasesSettings
from kit.wire.cases import OpeningEntry, PatientEntry, RestrictionEntry
from kit.wire.centres import ShareEntry
from kit.wire.codes.cases import OpeningMotive, Restriction
from tests import world
from tests.dispatch.centres.rooms import Rooms

ENTRY = OpeningEntry(motive=OpeningMotive.REGULATES)


async def test_a_restricted_case_opens_with_a_motive_where_it_is_shared_and_both_centres_keep_it(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        caller = world.ARM_CAEN.caller
        await story.patient(case.id, PatientEntry(label="Odile BRUMAIRE"))
        await opinions.ask(story.session, caller, rooms.clock, case.id, ShareEntry(to_centre_id=world.ROUEN))
        entry = RestrictionEntry(restriction=Restriction.VIP)
        await restricted.restrict(story.session, caller, rooms.clock, case.id, entry, policy=CasesSettings())
    async with rooms.at(world.MRU_ROUEN) as story:
        caller = world.MRU_ROUEN.caller
        before = await cases.file(story.session, caller, rooms.clock, case.id)
        assert (before.case.withheld, before.case.patients[0].label) == (True, "")
        opened = await restricted.open_case(story.session, caller, rooms.clock, case.id, ENTRY, policy=CasesSettings())
        assert (opened.case.withheld, opened.case.patients[0].label) == (False, "Odile BRUMAIRE")
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert (await cases.view(session, case.id)).withheld
        looks = select(AuditEntry).where(AuditEntry.fact_id.is_(None), AuditEntry.centre_id == world.ROUEN)
        found = {(one.action, one.account_id) for one in await session.scalars(looks)}
        assert ("case.restriction_opened", world.MRU_ROUEN.id) in found
    async with rooms.at(world.ARM_CAEN) as story:
        fact = await story.fact("case.restriction_opened")
        assert (fact.centre_id, fact.operator_centre_id, fact.account_id) == (
            world.CAEN,
            world.ROUEN,
            world.MRU_ROUEN.id,
        )


async def test_a_restricted_case_opens_nowhere_else(rooms: Rooms) -> None:
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        entry = RestrictionEntry(restriction=Restriction.VIP)
        await restricted.restrict(
            story.session, world.ARM_CAEN.caller, rooms.clock, case.id, entry, policy=CasesSettings()
        )
    async with rooms.at(world.MRU_ROUEN) as story:
        with pytest.raises(NotFound):
            await restricted.open_case(
                story.session, world.MRU_ROUEN.caller, rooms.clock, case.id, ENTRY, policy=CasesSettings()
            )
    async with rooms.at(world.ARM_CAEN) as story:
        await opinions.ask(
            story.session, world.ARM_CAEN.caller, rooms.clock, case.id, ShareEntry(to_centre_id=world.ROUEN)
        )
    async with rooms.at(world.TELEPHONY_ROUEN) as story:
        with pytest.raises(Forbidden):
            await restricted.open_case(
                story.session, world.TELEPHONY_ROUEN.caller, rooms.clock, case.id, ENTRY, policy=CasesSettings()
            )


async def test_a_share_for_an_opinion_ends_without_ending_what_is_read_for_help(rooms: Rooms) -> None:
    entry = await rooms.needs()
    await rooms.ask_for(entry)
    async with rooms.at(world.ARM_CAEN) as story:
        caller = world.ARM_CAEN.caller
        await opinions.ask(story.session, caller, rooms.clock, entry.case_id, ShareEntry(to_centre_id=world.ROUEN))
        shown = await opinions.end(story.session, caller, rooms.clock, entry.case_id, world.ROUEN)
        assert shown.shared_with == [world.ROUEN]
