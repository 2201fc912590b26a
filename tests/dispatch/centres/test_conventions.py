"""Under a convention, while it holds, another centre's vehicles of a means are engaged without asking."""

import pytest

from dispatch.assignment import service as assignment
from dispatch.centres import conventions
from dispatch.centres.conventions import ConventionHolds
from dispatch.missions import engage
from dispatch.missions.engage import AskItsCentre
from kit.errors import Forbidden, Invalid, NotFound
from kit.wire.centres import ConventionEntry, ConventionView
from kit.wire.codes.cases import MeansType
from kit.wire.missions import Engagement, MissionView
from tests import world
from tests.dispatch.centres.rooms import Rooms

ENTRY = ConventionEntry(centre_id=world.CAEN, by_centre_id=world.ROUEN, means=MeansType.TSU)
"""Rouen engages ambulances of Caen."""


async def begin(rooms: Rooms, entry: ConventionEntry = ENTRY) -> ConventionView:
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        return await conventions.begin(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, entry)


async def send(rooms: Rooms, entry: Engagement) -> MissionView:
    async with rooms.at(world.SUIVI_ROUEN) as story:
        return await engage.engage(story.session, world.SUIVI_ROUEN.caller, rooms.clock, story.fleet, entry)


async def test_a_convention_lets_a_centre_engage_and_its_end_stops_that(rooms: Rooms) -> None:
    entry = await rooms.needs(world.AMBULANCE_CAEN, world.MRU_ROUEN)
    with pytest.raises(AskItsCentre):
        await send(rooms, entry)
    convention = await begin(rooms)
    assert (convention.since, convention.until, convention.set_by) == (
        rooms.clock.now(),
        None,
        world.SUPERVISOR_CAEN.name,
    )
    with pytest.raises(Invalid, match="without asking"):
        await rooms.ask_for(entry, world.SUIVI_ROUEN)
    mission = await send(rooms, entry)
    assert (mission.centre_id, mission.vehicle_id) == (world.ROUEN, world.AMBULANCE_CAEN.vehicle_id)
    async with rooms.at(world.SUPERVISOR_CAEN) as story:
        ended = await conventions.end(story.session, world.SUPERVISOR_CAEN.caller, rooms.clock, convention.id)
        assert ended.until == rooms.clock.now()
        assert [(await story.fact(f"convention.{what}")).centre_id for what in ("begun", "ended")] == [world.CAEN] * 2
    with pytest.raises(AskItsCentre):
        await send(rooms, await rooms.needs(world.AMBULANCE_BAYEUX, world.MRU_ROUEN))
    async with rooms.looking(world.ARM_ROUEN) as session:
        assert [one.until for one in await conventions.views(session)] == [ended.until]


async def test_a_convention_is_for_one_means_and_one_way(rooms: Rooms) -> None:
    await begin(rooms)
    with pytest.raises(AskItsCentre):
        await send(rooms, await rooms.needs(world.SMUR_CAEN, world.MRU_ROUEN))
    entry = await rooms.needs(world.AMBULANCE_ROUEN, world.MRU_CAEN)
    async with rooms.at(world.SUIVI_CAEN) as story:
        with pytest.raises(AskItsCentre):
            await engage.engage(story.session, world.SUIVI_CAEN.caller, rooms.clock, story.fleet, entry)


async def test_the_proposal_marks_what_a_convention_binds_as_ones_own(rooms: Rooms) -> None:
    await begin(rooms)
    entry = await rooms.needs(world.AMBULANCE_CAEN, world.MRU_ROUEN)
    assert entry.decision_id is not None
    async with rooms.at(world.SUIVI_ROUEN) as story:
        caller = world.SUIVI_ROUEN.caller
        proposal = await assignment.propose(story.session, caller, rooms.clock, story.fleet, entry.decision_id)
    assert {one.ask_centre_id for one in proposal.candidates} == {None}


async def test_only_the_centre_whose_vehicles_they_are_sets_one(rooms: Rooms) -> None:
    convention = await begin(rooms)
    with pytest.raises(ConventionHolds):
        await begin(rooms)
    with pytest.raises(Forbidden):
        await begin(rooms, ConventionEntry(centre_id=world.ROUEN, by_centre_id=world.CAEN, means=MeansType.TSU))
    with pytest.raises(Invalid):
        await begin(rooms, ConventionEntry(centre_id=world.CAEN, by_centre_id=world.CAEN, means=MeansType.TSU))
    with pytest.raises(Invalid):
        await begin(rooms, ConventionEntry(centre_id=world.CAEN, by_centre_id=world.ROUEN, means=MeansType.LIBERAL))
    async with rooms.at(world.ARM_ROUEN) as story:
        with pytest.raises(NotFound):
            await conventions.end(story.session, world.ARM_ROUEN.caller, rooms.clock, convention.id)
    async with rooms.at(world.ARM_CAEN) as story:
        with pytest.raises(Forbidden):
            await conventions.end(story.session, world.ARM_CAEN.caller, rooms.clock, convention.id)
