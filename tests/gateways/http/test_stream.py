"""The live connection where no websocket comes through: the same frames as server-sent events."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http import stream
from gateways.http.app import serving
from gateways.worker.sealer import seal
from kit import counters
from kit.ids import new_id
from kit.settings import Settings
from kit.wire.codes.calls import Line
from tests import world
from tests.gateways.http.conftest import SignIn, asking
from tests.gateways.http.desk import PATIENCE_S, Desk, listening
from tests.tracker.live.moves import position, working
from tests.world import ARM_CAEN, ARM_ROUEN, CAEN, TELEPHONY_CAEN, Person
from tracker.live.feed import Feeds
from tracker.live.hub import SILENT


class Closed(Exception):
    """The server closed the stream; the code it told."""


class Stream:
    """A desk's connection."""

    def __init__(self, client: httpx.AsyncClient, lines: AsyncIterator[str]) -> None:
        self.client = client
        self.number = ""
        self._lines = lines

    async def recv(self) -> str:
        """Hear a frame; the opening is noted on the way."""
        kind = "message"
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data" and kind == "close":
                raise Closed(int(value))
            elif name == "data" and kind == "opened":
                self.number, kind = value, "message"
            elif name == "data":
                return value
        raise Closed

    async def open(self) -> None:
        """Hear the opening."""
        line = ""
        while not line.startswith("data: "):
            line = await anext(self._lines)
        self.number = line.removeprefix("data: ")

    async def send(self, message: str | bytes, /) -> None:
        """Post what is to be said."""
        answer = await self.client.post(f"/live/stream/{self.number}", content=message)
        # Once the session has ended nothing can be said any more, and the stream tells why.
        assert answer.status_code in {httpx.codes.NO_CONTENT, httpx.codes.UNAUTHORIZED}, answer.text


@asynccontextmanager
async def stream_desk(address: str, authorization: str) -> AsyncGenerator[tuple[Desk[Stream], Stream]]:
    """Connect as a program; `address` is the websocket's."""
    base = address.replace("ws://", "http://").removesuffix("/live")
    headers = {"Authorization": authorization}
    async with (
        httpx.AsyncClient(base_url=base, headers=headers, timeout=PATIENCE_S) as client,
        client.stream("GET", "/live/stream") as answer,
    ):
        assert answer.status_code == httpx.codes.OK
        assert answer.headers["content-type"].startswith("text/event-stream")
        connection = Stream(client, answer.aiter_lines())
        await connection.open()
        yield Desk(connection), connection


@pytest.fixture
async def address(api: FastAPI, database: Settings) -> AsyncIterator[str]:
    """Give the address of the API's websocket, on a real socket."""
    async with listening(api, database) as found:
        yield found


async def authorization(sign_in: SignIn, person: Person) -> str:
    return str((await sign_in(person)).headers["Authorization"])


async def ring(sign_in: SignIn, number: int) -> None:
    client = await sign_in(TELEPHONY_CAEN)
    body = {"external_id": f"ext-{number}", "centre_id": str(CAEN), "line": Line.LINE_15.value}
    answer = await client.post("/calls", json=body)
    assert answer.status_code == httpx.codes.CREATED, answer.text


async def test_a_screen_gets_snapshots_then_what_changes(
    address: str, database: Settings, engines: dict[str, AsyncEngine], redis_client: Redis, sign_in: SignIn
) -> None:
    prefix = database.redis.prefix
    async with stream_desk(address, await authorization(sign_in, ARM_CAEN)) as (screen, _):
        await screen.subscribe()
        await screen.until(lambda: len(screen.vehicles) == len(world.UNITS))
        feeds = Feeds(redis_client, prefix)
        async with working(feeds.run()):
            feeds.open("p01", [position(1, 1)])
            await screen.until(lambda: len(screen.positions) == 1)
        await ring(sign_in, 1)
        await seal(engines["rramu_worker"], redis_client, f"{prefix}facts", CAEN, lambda _: None)
        await screen.until(lambda: len(screen.calls) == 1)
        await screen.until(lambda: screen.heartbeat is not None)


async def test_nobody_else_speaks_on_a_screen_s_stream(address: str, sign_in: SignIn) -> None:
    async with stream_desk(address, await authorization(sign_in, ARM_CAEN)) as (_, carried):
        said = b'{"type":"subscribe","topics":["room"]}'
        others = [await sign_in(ARM_ROUEN), await sign_in(ARM_CAEN)]  # another person, and another session of the same
        for client in others:
            answer = await client.post(f"/live/stream/{carried.number}", content=said)
            assert answer.status_code == httpx.codes.NOT_FOUND
        answer = await carried.client.post(f"/live/stream/{new_id()}", content=said)
        assert answer.status_code == httpx.codes.NOT_FOUND


async def test_who_may_not_watch_gets_no_stream(address: str, sign_in: SignIn) -> None:
    client = await sign_in(TELEPHONY_CAEN)
    url = address.replace("ws://", "http://") + "/stream"
    async with httpx.AsyncClient(headers={"Authorization": client.headers["Authorization"]}) as telephony:
        assert (await telephony.get(url)).status_code == httpx.codes.FORBIDDEN
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(url)).status_code == httpx.codes.UNAUTHORIZED


async def test_what_is_not_understood_is_answered_in_the_stream(address: str, sign_in: SignIn) -> None:
    async with stream_desk(address, await authorization(sign_in, ARM_CAEN)) as (screen, _):
        await screen.say("{")
        await screen.say(b"\xff\xfe")
        await screen.until(lambda: len(screen.problems) == 2)
        await screen.subscribe()


async def test_a_session_that_ends_closes_its_stream(address: str, sign_in: SignIn) -> None:
    client = await sign_in(ARM_CAEN)
    async with stream_desk(address, client.headers["Authorization"]) as (screen, _):
        await screen.subscribe()
        answer = await client.delete("/session")
        assert answer.status_code == httpx.codes.NO_CONTENT, answer.text
        with pytest.raises(Closed, match="4401"):
            await screen.until(lambda: False)


async def test_a_screen_that_leaves_is_forgotten(api: FastAPI, address: str, sign_in: SignIn) -> None:
    bearer = await authorization(sign_in, ARM_CAEN)
    async with stream_desk(address, bearer) as (first, _):
        await first.subscribe()
        async with stream_desk(address, bearer) as (second, _):
            await second.subscribe()
            assert len(api.state.screens.viewers) == len(api.state.screens.streams) == 2
        await first.until(lambda: len(api.state.screens.viewers) == len(api.state.screens.streams) == 1)


@asynccontextmanager
async def patient(database: Settings, password: str, frozen_after_s: float) -> AsyncGenerator[tuple[FastAPI, str, str]]:
    """Serve with another patience and quick heartbeats; gives the app, its websocket's address and an ARM's authorization."""
    live = database.live.model_copy(update={"frozen_after_s": frozen_after_s, "heartbeat_s": 0.1})
    settings = database.model_copy(update={"live": live})
    async with serving(settings) as app, listening(app, settings) as address, asking(app) as client:
        credentials = {"login": ARM_CAEN.login, "password": password, "kind": "bearer"}
        token = (await client.post("/session", json=credentials)).json()["token"]
        yield app, address, f"Bearer {token}"


async def test_a_screen_that_stops_answering_is_closed(database: Settings, passwords: str) -> None:
    async with (
        patient(database, passwords, 2.0) as (_, address, bearer),
        stream_desk(address, bearer) as (screen, carried),
    ):
        await screen.subscribe()
        with pytest.raises(Closed, match=str(SILENT.code)):
            await _hear_without_answering(carried)


async def _hear_without_answering(carried: Stream) -> None:
    while True:
        await carried.recv()


async def test_a_screen_that_reads_nothing_is_cut_off(database: Settings, passwords: str) -> None:
    async with (
        patient(database, passwords, 2.0) as (app, address, bearer),
        stream_desk(address, bearer) as (alive, _),
    ):
        await alive.subscribe()
        at = urlsplit(address)
        stuck = socket.create_connection((at.hostname, at.port))
        stuck.sendall(f"GET /api/live/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\n\r\n".encode())
        await alive.until(lambda: len(app.state.screens.viewers) == 2)
        await alive.until(lambda: len(app.state.screens.viewers) == 1)
        stuck.close()
        await alive.subscribe()


async def test_a_client_that_reads_nothing_is_not_waited_for_at_the_end() -> None:
    before = counters.totals().get("live.closed.unheard", 0)

    async def never(_: object) -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE_S):
        await stream.say_why(SILENT, never)
    assert counters.totals()["live.closed.unheard"] == before + 1
