"""A minute of the past as a stream: who may see it, that it says what it is, and that it tells what a look at each second tells."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from gateways.http import past_stream, screens
from gateways.http.state import REPLAYS_AT_ONCE
from kit.settings import Settings
from kit.wire.live import PositionSnapshot, RoomDelta, RoomSnapshot, Welcome
from kit.wire.past import Past, PastEnd, PastEvent, PastFacts
from tests import world
from tests.gateways.http.conftest import SignIn
from tests.gateways.http.desk import listening

NUMBER = "+33261910003"

Hear = Callable[[str, httpx.AsyncClient, dict[str, str]], Awaitable[list[str]]]

_decode = msgspec.json.Decoder[PastEvent](PastEvent).decode


@pytest.fixture
async def address(api: FastAPI, database: Settings) -> AsyncIterator[str]:
    """Serve the API; gives the address of the websocket of the past."""
    async with listening(api, database) as live:
        yield live.removesuffix("/live") + "/room/past"


async def _now(client: httpx.AsyncClient) -> str:
    at: str = (await client.get("/clock")).json()["domain_at"]
    return at


async def _story(sign_in: SignIn) -> str:
    """Let a call ring and be answered; gives the domain time before."""
    exchange, arm = await sign_in(world.TELEPHONY_CAEN), await sign_in(world.ARM_CAEN)
    before = await _now(arm)
    announced = {"external_id": uuid4().hex, "centre_id": str(world.CAEN), "line": "15", "number": NUMBER}
    call = (await exchange.post("/calls", json=announced)).json()
    await arm.post(f"/calls/{call['id']}/answer")
    return before


async def _asked(client: httpx.AsyncClient, **wanted: str) -> dict[str, str]:
    """Say why, and give what a stream is asked with."""
    entry = {"centre_id": str(world.CAEN), "motive": "COMPLAINT"}
    given = (await client.post("/room/replays", json=entry)).json().get("id", str(uuid4()))
    return {"centre_id": str(world.CAEN), "replay_id": given, "pace": "4"} | wanted


async def _watched(address: str, client: httpx.AsyncClient, asked: dict[str, str]) -> list[str]:
    """Hear every frame by websocket, to the end."""
    headers = {"Authorization": client.headers["Authorization"]}
    async with connect(f"{address}?{httpx.QueryParams(asked)}", additional_headers=headers) as connection:
        return [str(frame) async for frame in connection]


async def _streamed(address: str, client: httpx.AsyncClient, asked: dict[str, str]) -> list[str]:
    """Hear every frame as server-sent events, to the end."""
    url = address.replace("ws://", "http://") + "/stream"
    headers = {"Authorization": client.headers["Authorization"]}
    async with (
        httpx.AsyncClient(headers=headers, timeout=60) as events,
        events.stream("GET", url, params=asked) as answer,
    ):
        assert answer.is_success
        lines = [line async for line in answer.aiter_lines() if line]
    assert lines[-2:] == ["event: close", f"data: {past_stream.OVER.code}"]
    return [line.removeprefix("data: ") for line in lines[:-2]]


@pytest.mark.parametrize("hear", [_watched, _streamed], ids=["websocket", "events"])
async def test_a_stretch_says_that_it_is_past_then_shows_what_screens_were_told(
    address: str, sign_in: SignIn, hear: Hear
) -> None:
    doctor = await sign_in(world.MRU_CAEN)
    before = await _story(sign_in)
    heard = await hear(address, doctor, await _asked(doctor, from_at=before))
    events = [_decode(frame) for frame in heard]

    first, welcome, *_, last = events
    assert isinstance(first, Past)
    assert (first.centre_id, first.from_at, first.pace) == (world.CAEN, datetime.fromisoformat(before), 4)
    assert isinstance(welcome, Welcome)
    assert (welcome.domain_at, welcome.domain_rate) == (first.from_at, 4)
    assert isinstance(last, PastEnd)
    assert last.at == first.to_at
    assert [event.n for event in events[2:] if not isinstance(event, Past | Welcome)] == list(range(1, len(events) - 1))
    (snapshot,) = [event for event in events if isinstance(event, RoomSnapshot)]
    assert (snapshot.calls, snapshot.cases) == ([], [])
    assert [event for event in events if isinstance(event, PositionSnapshot)]
    deltas = [event for event in events if isinstance(event, RoomDelta)]
    at_the_end = await doctor.get(
        "/room/at",
        params={
            "centre_id": str(world.CAEN),
            "time": last.at.isoformat(),
            "replay_id": (await _asked(doctor))["replay_id"],
        },
    )
    assert [call["id"] for call in at_the_end.json()["calls"]] == [str(deltas[-1].calls[-1].id)]
    assert [case["id"] for case in at_the_end.json()["cases"]] == [str(deltas[-1].cases[-1].id)]
    told = [fact.kind for event in events if isinstance(event, PastFacts) for fact in event.facts]
    assert {"call.rang", "call.answered", "case.opened"} <= set(told)


async def test_each_minute_shown_is_written_down_and_no_identity_is_shown(
    address: str, sign_in: SignIn, engines: dict[str, AsyncEngine]
) -> None:
    supervisor = await sign_in(world.SUPERVISOR_CAEN)
    before = await _story(sign_in)
    heard = await _watched(address, supervisor, await _asked(supervisor, from_at=before))
    assert NUMBER not in "".join(heard)
    async with engines["rramu_owner"].connect() as connection:
        subjects = await connection.scalars(text("SELECT subject FROM audit WHERE action = 'room.replayed'"))
    minutes = {datetime.fromisoformat(subject.removeprefix("room:")) for subject in subjects}
    past = _decode(heard[0])
    assert isinstance(past, Past)
    assert minutes == {at.replace(second=0, microsecond=0) for at in (past.from_at, past.to_at)}


async def test_without_a_time_it_is_the_minute_that_ends_now(address: str, sign_in: SignIn) -> None:
    doctor = await sign_in(world.MRU_CAEN)
    headers = {"Authorization": doctor.headers["Authorization"]}
    async with connect(
        f"{address}?{httpx.QueryParams(await _asked(doctor))}", additional_headers=headers
    ) as connection:
        past = _decode(await connection.recv())
    assert isinstance(past, Past)
    assert past.to_at - past.from_at == timedelta(minutes=1)
    assert past.to_at <= datetime.fromisoformat(await _now(doctor))


async def _refused(address: str, client: httpx.AsyncClient, asked: dict[str, str]) -> tuple[int, int]:
    """Give how the websocket and the events refuse."""
    headers = {"Authorization": client.headers["Authorization"]}
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{address}?{httpx.QueryParams(asked)}", additional_headers=headers)
    return refused.value.response.status_code, (await client.get("/room/past/stream", params=asked)).status_code


async def test_nobody_is_shown_a_minute_without_a_motive_of_their_own(address: str, sign_in: SignIn) -> None:
    doctor, supervisor = await sign_in(world.MRU_CAEN), await sign_in(world.SUPERVISOR_CAEN)
    for asked in (await _asked(supervisor), await _asked(doctor, replay_id=str(uuid4()))):
        assert await _refused(address, doctor, asked) == (403, 403)


@pytest.mark.parametrize("who", [world.ARM_CAEN, world.ADMINISTRATOR, world.MRU_ROUEN], ids=lambda who: who.login)
async def test_others_are_shown_nothing(address: str, sign_in: SignIn, who: world.Person) -> None:
    client = await sign_in(who)
    assert await _refused(address, client, await _asked(client)) == (403, 403)


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_at": "2026-11-21T12:00:00"},
        {"from_at": "2999-01-01T00:00:00Z"},
        {"from_at": "0001-01-01T00:00:00Z"},
        {"pace": "3"},
    ],
)
async def test_a_time_without_offset_to_come_or_before_all_and_another_pace_are_refused(
    address: str, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    doctor = await sign_in(world.MRU_CAEN)
    assert await _refused(address, doctor, await _asked(doctor, **wrong)) == (422, 422)


async def test_no_more_are_shown_at_once_than_there_is_room_for(
    address: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_stream, "SHOWN_AT_ONCE", 0)
    doctor = await sign_in(world.MRU_CAEN)
    assert await _refused(address, doctor, await _asked(doctor)) == (503, 503)


@pytest.mark.parametrize("hear", [_watched, _streamed], ids=["websocket", "events"])
async def test_who_waits_for_a_turn_to_be_rebuilt_has_a_place_and_gives_it_back(
    api: FastAPI, address: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, hear: Hear
) -> None:
    doctor = await sign_in(world.MRU_CAEN)
    before = await _now(doctor)
    asked, without_motive = await _asked(doctor, from_at=before), await _asked(doctor, replay_id=str(uuid4()))
    monkeypatch.setattr(past_stream, "SHOWN_AT_ONCE", 1)
    turns: asyncio.Semaphore = api.state.resources.replays
    async with AsyncExitStack() as taken:
        for _ in range(REPLAYS_AT_ONCE):
            await taken.enter_async_context(turns)
        streams = [asyncio.ensure_future(hear(address, doctor, asked)) for _ in range(2)]
        refused, waiting = await asyncio.wait(streams, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(refused.pop().exception(), InvalidStatus | AssertionError)
        assert len(api.state.screens.pasts) == 1
    assert isinstance(_decode((await waiting.pop())[-1]), PastEnd)
    for _ in range(2):
        assert await _refused(address, doctor, without_motive) == (403, 403)


async def test_others_have_places_when_an_account_has_all_of_its_own(
    address: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_stream, "SHOWN_TO_ONE", 1)
    doctor, supervisor = await sign_in(world.MRU_CAEN), await sign_in(world.SUPERVISOR_CAEN)
    headers = {"Authorization": doctor.headers["Authorization"]}
    asked = await _asked(doctor, pace="1")
    async with connect(f"{address}?{httpx.QueryParams(asked)}", additional_headers=headers) as connection:
        await connection.recv()
        assert await _refused(address, doctor, asked) == (503, 503)
        before = await _now(supervisor)
        assert await _watched(address, supervisor, await _asked(supervisor, from_at=before))


async def test_a_screen_that_leaves_while_it_is_told_is_no_failure(api: FastAPI, sign_in: SignIn) -> None:
    doctor = await sign_in(world.MRU_CAEN)
    said: list[str] = []
    nothing_more: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    async def receive() -> Message:
        if not said:
            return {"type": "websocket.connect"}
        return await nothing_more

    async def send(message: Message) -> None:
        said.append(message["type"])
        if message["type"] == "websocket.send":
            raise OSError  # what a server raises when the connection is lost

    scope = {
        "type": "websocket",
        "path": "/api/room/past",
        "query_string": str(httpx.QueryParams(await _asked(doctor))).encode(),
        "headers": [(b"authorization", doctor.headers["Authorization"].encode())],
        "subprotocols": [],
    }
    await api(scope, receive, send)
    assert said == ["websocket.accept", "websocket.send"]
    assert not api.state.screens.pasts


async def test_a_session_that_ends_ends_the_stream(
    address: str, sign_in: SignIn, engines: dict[str, AsyncEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "SESSIONS_S", 0.05)
    doctor = await sign_in(world.MRU_CAEN)
    headers = {"Authorization": doctor.headers["Authorization"]}
    asked = await _asked(doctor, pace="1")
    async with connect(f"{address}?{httpx.QueryParams(asked)}", additional_headers=headers) as connection:
        await connection.recv()
        async with engines["rramu_owner"].begin() as owner:
            await owner.execute(text("UPDATE sessions SET ended_at = opened_at"))
        with pytest.raises(ConnectionClosedError) as closed:
            await _rest(connection)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == screens.SESSION_ENDED.code


async def _rest(connection: ClientConnection) -> list[str | bytes]:
    return [frame async for frame in connection]
