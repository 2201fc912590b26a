"""Callers and staff against the real API: a call announced, given up, left behind, answered, regulated and engaged."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from kit.clock import Clock, ClockEpoch, real_now
from kit.wire.accounts import CentreView, DemoAccount
from kit.wire.calls import CallView, IncomingCall
from kit.wire.cases import CaseFile, CaseView
from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.cases import CaseState, DecisionType, MeansType, Priority
from kit.wire.codes.missions import Ground
from kit.wire.live import RoomSnapshot
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView
from simulators import api as api_module
from simulators import calls as calls_module
from simulators import plan
from simulators.api import Api, Refused
from simulators.exchange import LATE, OPENING_CALLS, Exchange, day_after, from_now
from simulators.pace import Pace
from simulators.plan import Kind
from simulators.room import Room
from simulators.staff.call_taker import CallTaker
from simulators.staff.desk import Desk, Job, Post
from simulators.staff.doctor import Doctor
from simulators.ways import Ways
from tests import world
from tests.country import region
from tests.gateways.http.conftest import api, passwords
from tests.simulators.stories import story

__all__ = ["api", "passwords"]  # the fixtures of the door's own tests

CENTRE = CentreView(id=world.CAEN, code="140", name="Caen", lon_deg=-0.358, lat_deg=49.206)
PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a call every twentieth of a second."""
    monkeypatch.setattr(calls_module, "LISTEN_EVERY_S", 0.05)


@pytest.fixture
async def client(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the API, from the loopback as programs are."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://test") as opened:
        yield opened


def account(client: httpx.AsyncClient, person: world.Person, password: str) -> Api:
    demo = DemoAccount(login=person.login, password=password, name=person.name, role=person.role, centre="Caen")
    return Api(client, demo, Random(1))


@pytest.fixture
def telephony(client: httpx.AsyncClient, passwords: str) -> Api:
    """Give the exchange of Caen."""
    return account(client, world.TELEPHONY_CAEN, passwords)


@pytest.fixture
def exchange(telephony: Api, tmp_path: Path) -> Exchange:
    """Give the exchange's lines, in real time."""
    return Exchange({"140": telephony}, {"140": world.CAEN}, Pace(Clock()), tmp_path / "lines.json")


@pytest.fixture
def hasty(telephony: Api, tmp_path: Path) -> Exchange:
    """Give the exchange's lines, where an hour is over in four seconds."""
    now = real_now()
    pace = Pace(Clock(epoch=ClockEpoch(real_at=now, domain_at=now, rate=1_000.0)))
    return Exchange({"140": telephony}, {"140": world.CAEN}, pace, tmp_path / "lines.json")


def test_a_first_day_opens_with_the_calls_it_has_just_missed_a_later_start_with_none() -> None:
    stories = plan.day(region(), date(2026, 11, 21), seed=1, storm=0.2).stories
    now = datetime(2026, 11, 21, 15, tzinfo=UTC)
    coming = [one for one in stories if one.rings_at > now]
    again = from_now(stories, now, is_first=False)
    assert again[-len(coming) :] == coming
    assert all(now - one.rings_at <= LATE for one in again)
    first = from_now(stories, now, is_first=True)
    assert len(first) == len(coming) + OPENING_CALLS
    assert first == sorted(first, key=lambda one: one.rings_at)
    assert all(one.rings_at >= now for one in first)
    assert len({one.number for one in first}) == len(first)


def test_days_the_clock_was_moved_over_are_not_drawn() -> None:
    today = date(2026, 11, 21)
    assert day_after(today, datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == date(2026, 11, 22)  # midnight in Paris
    assert day_after(today, datetime(2027, 1, 4, 8, tzinfo=UTC)) == date(2027, 1, 4)
    assert day_after(today, datetime(2026, 11, 21, 22, tzinfo=UTC)) == date(2026, 11, 22)


async def test_a_caller_nobody_answers_gives_up_and_waits_by_the_phone_for_a_while(
    hasty: Exchange, telephony: Api
) -> None:
    await hasty.one_caller(story(patience_s=0.0), "test:1")
    announced = await announce(telephony, "test:1")
    assert announced.state is CallState.ABANDONED
    assert hasty.lines.call_back(announced.id) is None


async def test_a_caller_who_gave_up_rings_again(hasty: Exchange, telephony: Api) -> None:
    await hasty.one_caller(replace(story(patience_s=0.0), rings_again_after_s=60.0), "test:6")
    states = [(await announce(telephony, f"test:6{again}")).state for again in ("", ":1", ":2")]
    assert states == [CallState.ABANDONED] * 3


async def test_a_killed_exchange_ends_its_calls_when_it_comes_back(telephony: Api, tmp_path: Path) -> None:
    left = await announce(telephony, "test:2")
    file = tmp_path / "lines.json"
    file.write_bytes(msgspec.json.encode({left.id: "140"}))
    again = Exchange({"140": telephony}, {"140": world.CAEN}, Pace(Clock()), file)
    await again.hang_up_left_behind()
    assert (await telephony.get(f"/api/calls/{left.id}", CallView)).state is CallState.ABANDONED


async def test_an_exchange_comes_back_while_the_api_is_away(
    monkeypatch: pytest.MonkeyPatch, telephony: Api, passwords: str, tmp_path: Path
) -> None:
    left = await announce(telephony, "test:7")
    file = tmp_path / "lines.json"
    file.write_bytes(msgspec.json.encode({left.id: "140"}))
    monkeypatch.setattr(api_module, "PATIENCE_S", 0.0)
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as nowhere:
        unheard = Exchange({"140": account(nowhere, world.TELEPHONY_CAEN, passwords)}, {}, Pace(Clock()), file)
        await unheard.hang_up_left_behind()
    assert (await telephony.get(f"/api/calls/{left.id}", CallView)).state is CallState.RINGING


async def announce(telephony: Api, external_id: str) -> CallView:
    call = IncomingCall(
        external_id=external_id, centre_id=world.CAEN, line=Line.LINE_15, number="+33639980000", lon_deg=-0.36, lat_deg=49.2,
        radius_m=35.0,
    )  # fmt: skip
    return await telephony.post("/api/calls", call, CallView)


class Staff:
    """The desk of Caen, its clock a thousand times faster; the room is read from the API whenever a test looks."""

    def __init__(self, exchange: Exchange) -> None:
        now = real_now()
        pace = Pace(Clock(epoch=ClockEpoch(real_at=now, domain_at=now, rate=1_000.0)))
        self.desk = Desk(
            centre=CENTRE, room=Room(), lines=exchange.lines, pace=pace, ways=Ways(None), receiving=[]
        )  # fmt: skip

    async def look(self, reader: Api, *calls: CallView) -> None:
        """Read the room as the websocket would tell it."""
        cases = await reader.get("/api/cases?open=true", list[CaseView])
        missions = [
            await reader.get(f"/api/missions/{mission_id}", MissionView)
            for case in cases
            for mission_id in case.mission_ids
        ]
        vehicles = await reader.get("/api/vehicles", list[VehicleView])
        self.desk.room.reset(RoomSnapshot(n=1, calls=list(calls), cases=cases, missions=missions, vehicles=vehicles))

    async def do(self, post: Post) -> Job:
        """Do the most urgent thing."""
        job = post.next_job()
        assert job is not None
        await job.work()
        return job


async def test_a_vital_call_is_answered_sent_by_reflex_and_regulated(
    exchange: Exchange,
    client: httpx.AsyncClient,
    telephony: Api,
    passwords: str,
) -> None:
    caller = asyncio.create_task(exchange.one_caller(story(), "test:3"))
    call = await announce(telephony, "test:3")  # the same call: announcing twice is announcing once
    staff = Staff(exchange)
    arm, mru = account(client, world.ARM_CAEN, passwords), account(client, world.MRU_CAEN, passwords)
    async with asyncio.timeout(PATIENCE_S):
        while exchange.lines.listen(call.id) is None:
            await telephony.get(f"/api/calls/{call.id}", CallView)
    await staff.look(arm, call)
    await staff.do(CallTaker(arm, staff.desk, Random(1)))

    (case,) = await arm.get("/api/cases?open=true", list[CaseView])
    assert (case.priority, case.motive_code, case.place and case.place.label) == (Priority.P0, "M01.01", "Caen")
    assert [patient.label for patient in case.patients] == ["Ginette, 84 ans"]
    (mission_id,) = case.mission_ids
    mission = await arm.get(f"/api/missions/{mission_id}", MissionView)
    assert (mission.call_sign, mission.ground) == (world.SMUR_CAEN.call_sign, Ground.REFLEXE)

    held = await telephony.get(f"/api/calls/{call.id}", CallView)
    assert held.state is CallState.HELD
    await staff.look(mru, held)
    await staff.do(Doctor(mru, staff.desk, Random(1)))
    async with asyncio.timeout(PATIENCE_S):
        await caller
    decided = (await mru.get(f"/api/cases/{case.id}", CaseFile)).case
    assert [(one.type, one.means) for one in decided.decisions] == [
        (DecisionType.INTER, MeansType.SMUR),
        (DecisionType.INTER, MeansType.SIS),
    ]
    assert decided.queue is None
    assert (await telephony.get(f"/api/calls/{call.id}", CallView)).state is CallState.ENDED


async def test_a_wrong_number_is_filed(
    exchange: Exchange,
    client: httpx.AsyncClient,
    telephony: Api,
    passwords: str,
) -> None:
    caller = asyncio.create_task(exchange.one_caller(story(Kind.WRONG_NUMBER), "test:4"))
    call = await announce(telephony, "test:4")
    staff = Staff(exchange)
    arm = account(client, world.ARM_CAEN, passwords)
    async with asyncio.timeout(PATIENCE_S):
        while exchange.lines.listen(call.id) is None:
            await telephony.get(f"/api/calls/{call.id}", CallView)
    await staff.look(arm, call)
    await staff.do(CallTaker(arm, staff.desk, Random(1)))
    async with asyncio.timeout(PATIENCE_S):
        await caller
    ended = await telephony.get(f"/api/calls/{call.id}", CallView)
    assert ended.state is CallState.ENDED
    case = (await arm.get(f"/api/cases/{ended.case_id}", CaseFile)).case
    assert (case.state, case.attribution) == (CaseState.CLOTURE, "D.D-MALV.ERR")


async def test_a_refusal_names_its_problem_and_what_is_true_now(
    client: httpx.AsyncClient,
    telephony: Api,
    passwords: str,
) -> None:
    call = await announce(telephony, "test:5")
    first, second = account(client, world.ARM_CAEN, passwords), account(client, world.ARM_CAEN_2, passwords)
    await first.post(f"/api/calls/{call.id}/answer", None, CaseFile)
    with pytest.raises(Refused) as refusal:
        await second.post(f"/api/calls/{call.id}/answer", None, CaseFile)
    assert (refusal.value.status, refusal.value.problem) == (409, "call-taken")
    assert msgspec.convert(refusal.value.current, CallView).answered_by == world.ARM_CAEN.name
