"""The room at a past second, over REST: who may look, what they see, and that the look is written down."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing
from dispatch.missions import past
from gateways.http.state import REPLAYS_AT_ONCE
from kit.clock import real_now
from kit.ids import CentreId
from kit.wire.past import PastRoom
from tests import world
from tests.gateways.http.conftest import SignIn

NUMBER = "+33261910003"


async def _answered(sign_in: SignIn) -> str:
    """Let a call ring at Caen and be answered; give the domain time after it."""
    exchange = await sign_in(world.TELEPHONY_CAEN)
    announced = {"external_id": uuid4().hex, "centre_id": str(world.CAEN), "line": "15", "number": NUMBER}
    call = (await exchange.post("/calls", json=announced)).json()
    arm = await sign_in(world.ARM_CAEN)
    await arm.post(f"/calls/{call['id']}/answer")
    at: str = (await arm.get("/clock")).json()["domain_at"]
    return at


async def _motive(client: httpx.AsyncClient) -> httpx.Response:
    entry = {"centre_id": str(world.CAEN), "motive": "COMPLAINT", "words": "courrier de Mme Essai"}
    return await client.post("/room/replays", json=entry)


async def _look(client: httpx.AsyncClient, at: str, replay_id: str | None = None) -> httpx.Response:
    """Look at a past second, for a motive given just now unless one was given before."""
    quoted = replay_id or (await _motive(client)).json().get("id", str(uuid4()))
    return await client.get("/room/at", params={"centre_id": str(world.CAEN), "time": at, "replay_id": quoted})


async def test_the_room_is_shown_as_it_was(sign_in: SignIn, engines: dict[str, AsyncEngine]) -> None:
    at = await _answered(sign_in)
    doctor = await sign_in(world.MRU_CAEN)

    shown = (await _look(doctor, at)).json()
    before = (await _look(doctor, (real_now() - timedelta(days=1)).isoformat())).json()

    assert (len(shown["calls"]), len(shown["cases"])) == (1, 1)
    assert (before["calls"], before["cases"]) == ([], [])
    async with engines["rramu_owner"].connect() as connection:
        looks = await connection.scalars(text("SELECT role FROM audit WHERE action = 'room.replayed'"))
    assert list(looks) == ["MRU", "MRU"]  # two minutes were looked at


async def test_nobody_looks_without_a_motive_of_their_own(sign_in: SignIn) -> None:
    at = await _answered(sign_in)
    doctor, supervisor = await sign_in(world.MRU_CAEN), await sign_in(world.SUPERVISOR_CAEN)
    given = (await _motive(supervisor)).json()["id"]

    for quoted in (str(uuid4()), given):
        refused = await _look(doctor, at, quoted)
        assert (refused.status_code, refused.json()["title"]) == (403, "No motive given")
    assert (await _look(supervisor, at, given)).is_success


async def test_a_motive_holds_for_a_while(sign_in: SignIn, engines: dict[str, AsyncEngine]) -> None:
    at = await _answered(sign_in)
    doctor = await sign_in(world.MRU_CAEN)
    given = (await _motive(doctor)).json()["id"]
    async with engines["rramu_owner"].begin() as connection:
        aged = text("UPDATE audit SET recorded_at = recorded_at - interval '13 hours' WHERE fact_id = :fact")
        await connection.execute(aged, {"fact": given})
    assert (await _look(doctor, at, given)).status_code == 403


async def test_the_motive_is_a_fact_whose_words_are_unreadable_at_rest(
    sign_in: SignIn, engines: dict[str, AsyncEngine]
) -> None:
    await _motive(await sign_in(world.MRU_CAEN))
    async with engines["rramu_owner"].connect() as connection:
        body = await connection.scalar(text("SELECT body::text FROM facts WHERE kind = 'room.replay_opened'"))
    assert "COMPLAINT" in str(body)
    assert "Essai" not in str(body)


async def test_what_had_just_happened_is_told_and_when_the_next_fact_came(sign_in: SignIn) -> None:
    at = await _answered(sign_in)
    doctor = await sign_in(world.MRU_CAEN)
    now = (await _look(doctor, at)).json()
    facts = now["facts"]
    assert {fact["kind"] for fact in facts} >= {"call.rang", "call.answered", "case.opened"}
    assert now["next_at"] is None
    rang = min(fact["at"] for fact in facts)
    before = datetime.fromisoformat(rang) - timedelta(milliseconds=1)
    empty = (await _look(doctor, before.isoformat())).json()
    assert (empty["facts"], empty["next_at"]) == ([], rang)


@pytest.mark.parametrize("who", [world.SUPERVISOR_CAEN, world.MRU_CAEN])
async def test_nobody_sees_an_identity(sign_in: SignIn, who: world.Person) -> None:
    at = await _answered(sign_in)
    shown = await _look(await sign_in(who), at)
    assert len(shown.json()["cases"]) == 1
    assert NUMBER not in shown.text


async def test_each_look_takes_one_of_the_turns_there_are(
    api: FastAPI, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: asyncio.Semaphore = api.state.resources.replays
    looking = asyncio.Barrier(REPLAYS_AT_ONCE)
    rebuild = past.room
    none_left: list[bool] = []

    async def together(session: Writing, centre_id: CentreId, at: datetime) -> PastRoom:
        async with looking:
            none_left.append(turns.locked())
        return await rebuild(session, centre_id, at)

    monkeypatch.setattr(past, "room", together)
    doctor = await sign_in(world.MRU_CAEN)
    at = real_now().isoformat()

    given = (await _motive(doctor)).json()["id"]

    answers = await asyncio.gather(*(_look(doctor, at, given) for _ in range(REPLAYS_AT_ONCE)))

    assert [answer.status_code for answer in answers] == [200] * REPLAYS_AT_ONCE
    assert none_left == [True] * REPLAYS_AT_ONCE
    assert not turns.locked()


@pytest.mark.parametrize("who", [world.ARM_CAEN, world.ADMINISTRATOR, world.MRU_ROUEN])
async def test_others_do_not_look(sign_in: SignIn, who: world.Person) -> None:
    assert (await _look(await sign_in(who), real_now().isoformat())).status_code == 403


@pytest.mark.parametrize(
    "time", ["2026-11-21T12:00:00", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
async def test_a_time_without_offset_to_come_or_before_all_is_refused(sign_in: SignIn, time: str) -> None:
    refused = await _look(await sign_in(world.MRU_CAEN), time)
    assert (refused.status_code, refused.json()["path"]) == (422, "query.time")
