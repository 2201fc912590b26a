"""A vehicle asked of another centre that answers too late, by the real API: one vehicle comes, and nobody asks for ever."""

from collections.abc import AsyncIterator
from random import Random
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from dispatch.cases import service as cases
from dispatch.centres import help_requests
from dispatch.missions import engage
from kit.clock import Clock, ClockEpoch, real_now
from kit.wire.accounts import CentreView, DemoAccount
from kit.wire.centres import HelpView
from kit.wire.codes.centres import HelpRefusal, HelpState
from kit.wire.live import RoomSnapshot
from kit.wire.missions import Engagement
from simulators.api import Api
from simulators.calls import Lines
from simulators.pace import Pace
from simulators.plan.room import HELP_PATIENCE
from simulators.room import Room
from simulators.staff.desk import Desk
from simulators.staff.follow_up import FollowUp
from simulators.ways import Ways
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.gateways.http.conftest import api, passwords

__all__ = ["api", "passwords"]  # the fixtures of the door's own tests


@pytest.fixture
def rooms(engines: dict[str, AsyncEngine]) -> Rooms:
    """Give Caen and Rouen on the database of the API."""
    return Rooms(engines["rramu_api"], Clock())


@pytest.fixture
async def client(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the API, from the loopback as programs are."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://test") as opened:
        yield opened


async def follow_up(
    rooms: Rooms, client: httpx.AsyncClient, who: world.Person, password: str, asked: HelpView
) -> FollowUp:
    """Put the simulated ARM suivi at a desk that sees what its centre may read, once the patience of who asked is over."""
    centre = CentreView(id=who.centre_id, code="-", name="-", lon_deg=0.0, lat_deg=49.0)
    now = real_now()
    late = ClockEpoch(real_at=now, domain_at=asked.asked_at + HELP_PATIENCE, rate=1_000.0)
    desk = Desk(
        centre=centre, room=Room(who.centre_id), lines=Lines(lambda: None), pace=Pace(Clock(epoch=late)),
        ways=Ways(None), receiving=[],
    )  # fmt: skip
    async with rooms.looking(who) as session:
        desk.room.reset(RoomSnapshot(
            n=1, calls=[], cases=await cases.views(session), missions=[], vehicles=[], help_requests=[asked],
        ))  # fmt: skip
    account = DemoAccount(login=who.login, password=password, name=who.name, role=who.role, centre="-")
    return FollowUp(Api(client, account, Random(1)), desk, Random(2))


async def stands(rooms: Rooms, request_id: UUID) -> HelpView:
    async with rooms.looking(world.SUIVI_CAEN) as session:
        return await help_requests.view(session, request_id)


async def test_what_nobody_answered_is_taken_back_before_another_vehicle_goes(
    rooms: Rooms, client: httpx.AsyncClient, passwords: str
) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    post = await follow_up(rooms, client, world.SUIVI_CAEN, passwords, asked)
    job = post.next_job()
    assert job is not None
    assert job.subject == entry.decision_id
    await job.work()
    assert (await stands(rooms, asked.id)).state is HelpState.TAKEN_BACK
    (mission,) = post.desk.room.missions.values()
    assert mission.vehicle_id == world.AMBULANCE_CAEN.vehicle_id
    assert mission.decision_id == entry.decision_id


async def test_what_can_be_lent_no_longer_is_refused(rooms: Rooms, client: httpx.AsyncClient, passwords: str) -> None:
    entry = await rooms.needs()
    asked = await rooms.ask_for(entry)
    async with rooms.at(world.SUIVI_CAEN) as story:
        own = Engagement(
            case_id=entry.case_id, vehicle_id=world.AMBULANCE_CAEN.vehicle_id, ground=entry.ground,
            decision_id=entry.decision_id,
        )  # fmt: skip
        await engage.engage(story.session, world.SUIVI_CAEN.caller, rooms.clock, story.fleet, own)
    post = await follow_up(rooms, client, world.SUIVI_ROUEN, passwords, asked)
    job = post.next_job()
    assert job is not None
    assert job.subject == asked.id
    await job.work()
    answered = await stands(rooms, asked.id)
    assert (answered.state, answered.refusal) == (HelpState.REFUSED, HelpRefusal.NOT_READY)
