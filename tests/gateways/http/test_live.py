"""What reaches a screen over the websocket, and what never does."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.frames import CloseCode

from db.engine import writing
from db.models.directory import REGION_CHAIN_ID
from gateways.http import screens
from gateways.http.app import serving
from gateways.http.auth import COOKIE
from gateways.http.websocket import PROTOCOL
from gateways.worker.sealer import seal
from kit.caller import Author
from kit.ids import CentreId
from kit.settings import Settings
from kit.wire.codes.calls import Line
from kit.wire.live import Look, Subscribe, Viewport
from kit.wire.telemetry import PARTITIONS
from load.fleet import fill
from socle.audit import service as audit
from tests import world
from tests.gateways.http.conftest import SignIn, asking
from tests.gateways.http.desk import Desk, desk, listening
from tests.tracker.live.moves import position, vehicle_id, working
from tests.world import ADMINISTRATOR, ARM_CAEN, ARM_ROUEN, CAEN, ROUEN, TELEPHONY_CAEN, TELEPHONY_ROUEN, Person
from tracker.live.feed import Feeds
from tracker.live.hub import SILENT

CAEN_TOWN = Viewport(west_deg=-0.5, south_deg=49.1, east_deg=-0.2, north_deg=49.3)


@pytest.fixture
async def address(api: FastAPI, database: Settings) -> AsyncIterator[str]:
    """Give the address of the API's websocket, on a real socket."""
    async with listening(api, database) as found:
        yield found


class Room:
    """What a test needs to make something happen."""

    def __init__(self, database: Settings, engines: dict[str, AsyncEngine], redis: Redis, sign_in: SignIn) -> None:
        self.prefix = database.redis.prefix
        self.engines = engines
        self.redis = redis
        self.sign_in = sign_in

    @asynccontextmanager
    async def desk(self, address: str, person: Person) -> AsyncGenerator[Desk[ClientConnection]]:
        """Open a screen of somebody."""
        client = await self.sign_in(person)
        async with desk(address, client.headers["Authorization"]) as opened:
            yield opened

    async def ring(self, exchange: Person, number: int) -> str:
        """Let a call ring at the exchange's centre, unsealed; gives its id."""
        client = await self.sign_in(exchange)
        body = {"external_id": f"ext-{number}", "centre_id": str(exchange.centre_id), "line": Line.LINE_15.value}
        answer = await client.post("/calls", json=body)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return str(answer.json()["id"])

    async def seal(self, *centres: CentreId) -> None:
        """Seal what happened, and tell it."""
        for centre_id in centres:
            await seal(self.engines["rramu_worker"], self.redis, f"{self.prefix}facts", centre_id, lambda _: None)

    async def end_visibility(self, number: int) -> None:
        """End every reason why the room sees a vehicle, and tell it as a fact of the region."""
        async with self.engines["rramu_owner"].begin() as connection:
            await connection.execute(
                text("UPDATE vehicle_visibility SET to_at = from_at + interval '1 second' WHERE vehicle_id = :id"),
                {"id": vehicle_id(number)},
            )
        region = CentreId(REGION_CHAIN_ID)
        async with writing(self.engines["rramu_worker"], None, [region]) as session:
            vehicle = world.UNITS[number - 1].vehicle_id
            await audit.record(
                session, Author(None, "TEST"), region, "vehicle.hidden", world.NOON, {}, vehicle_id=vehicle
            )
        await self.seal(region)


@pytest.fixture
def room(database: Settings, engines: dict[str, AsyncEngine], redis_client: Redis, sign_in: SignIn) -> Room:
    """Give the means to make something happen."""
    return Room(database, engines, redis_client, sign_in)


async def test_a_screen_gets_snapshots_then_what_changes(address: str, room: Room) -> None:
    before = await room.ring(TELEPHONY_CAEN, 1)
    async with room.desk(address, ARM_CAEN) as screen:
        await screen.subscribe()
        assert screen.welcome is not None
        assert {str(call_id) for call_id in screen.calls} == {before}
        await screen.until(lambda: len(screen.vehicles) == len(world.UNITS))
        after = await room.ring(TELEPHONY_CAEN, 2)
        await room.seal(CAEN)
        await screen.until(lambda: len(screen.calls) == 2)
        assert {str(call_id) for call_id in screen.calls} == {before, after}


async def test_no_row_of_another_centre_is_ever_sent(address: str, room: Room) -> None:
    calls = [await room.ring(TELEPHONY_CAEN, 1), await room.ring(TELEPHONY_ROUEN, 2)]
    async with room.desk(address, ARM_CAEN) as caen, room.desk(address, ARM_ROUEN) as rouen:
        await caen.subscribe()
        await rouen.subscribe()
        calls += [await room.ring(TELEPHONY_CAEN, 3), await room.ring(TELEPHONY_ROUEN, 4)]
        await room.seal(CAEN, ROUEN)
        await caen.until(lambda: len(caen.calls) == 2)
        await rouen.until(lambda: len(rouen.calls) == 2)
        await caen.subscribe()  # and again in a new snapshot
        await rouen.subscribe()
        assert {call.centre_id for call in caen.calls.values()} == {CAEN}
        assert {call.centre_id for call in rouen.calls.values()} == {ROUEN}
        for call_id, stranger in zip(calls, (rouen, caen, rouen, caen), strict=True):
            assert not [frame for frame in stranger.heard if call_id in frame]


async def test_news_nobody_told_is_found_by_looking(address: str, room: Room) -> None:
    async with room.desk(address, ARM_CAEN) as screen:
        await screen.subscribe(positions=False)
        await room.ring(TELEPHONY_CAEN, 1)
        async with writing(room.engines["rramu_worker"], None, [CAEN]) as session:
            assert await audit.seal(session, CAEN)  # and the sealer dies before it publishes
        await screen.until(lambda: len(screen.calls) == 1)


async def test_positions_of_visible_vehicles_in_the_viewport_only(address: str, room: Room) -> None:
    feeds = Feeds(room.redis, room.prefix)
    async with working(feeds.run()), room.desk(address, ARM_CAEN) as near, room.desk(address, ARM_CAEN) as everywhere:
        await everywhere.subscribe()
        await everywhere.until(lambda: len(everywhere.vehicles) == len(world.UNITS))
        feed = feeds.open("p01", [position(1, 1), position(5, 1, 1.1, 49.44), position(77, 1)])  # 77: no such vehicle
        await everywhere.until(lambda: everywhere.positions.keys() == {vehicle_id(1), vehicle_id(5)})
        await near.subscribe(room=False, viewport=CAEN_TOWN)
        assert near.positions.keys() == {vehicle_id(1)}
        feed.publish([position(1, 2, -0.6), position(5, 2, -0.3, 49.2)])
        await near.until(lambda: near.positions.keys() == {vehicle_id(5)})
        await near.say(Look(viewport=None))
        await near.until(lambda: near.positions.keys() == {vehicle_id(1), vehicle_id(5)})
        assert near.positions[vehicle_id(1)] == position(1, 2, -0.6)
        await room.end_visibility(1)
        await everywhere.until(lambda: vehicle_id(1) not in everywhere.vehicles)
        feed.publish([position(1, 3), position(5, 3)])
        await everywhere.until(lambda: everywhere.positions == {vehicle_id(5): position(5, 3)})
        await near.until(lambda: near.positions == {vehicle_id(5): position(5, 3)})
        late = [frame for frame in everywhere.heard if '"seq":3' in frame]
        assert not [frame for frame in late if f'"vehicle_id":"{vehicle_id(1)}"' in frame]


async def test_heartbeats_tell_how_old_the_trackers_word_is(address: str, room: Room) -> None:
    async with room.desk(address, ARM_CAEN) as screen:
        await screen.subscribe(room=False)
        await screen.until(lambda: screen.heartbeat is not None)
        assert screen.heartbeat is not None
        assert screen.heartbeat.tracker_age_s is None
        feeds = Feeds(room.redis, room.prefix)
        async with working(feeds.run()):
            for partition in PARTITIONS:
                feeds.open(partition, [])
            await screen.until(lambda: screen.heartbeat is not None and screen.heartbeat.tracker_age_s is not None)


WRONG: tuple[str | bytes, ...] = (
    "{",
    "",
    "[]",
    '{"type":"subscribe"}',
    '{"type":"sing"}',
    '{"type":"subscribe","topics":["secrets"]}',
    '{"type":"look","viewport":{"west_deg":NaN,"south_deg":1,"east_deg":2,"north_deg":3}}',
    '{"type":"look","viewport":null,"more":1}',
    "[" * 5000,
    b"\xc1\xff\x00",
)


async def test_each_bad_message_is_answered_and_the_connection_goes_on(address: str, room: Room) -> None:
    async with room.desk(address, ARM_CAEN) as screen:
        for wrong in WRONG:
            screen.problems.clear()
            await screen.say(wrong)
            await screen.until(lambda: len(screen.problems) == 1)
        await screen.subscribe(room=False)


async def test_an_oversized_message_closes_its_own_connection_only(
    address: str, room: Room, database: Settings
) -> None:
    async with room.desk(address, ARM_CAEN) as large, room.desk(address, ARM_CAEN) as other:
        await other.subscribe()
        await large.say(" " * (database.http.body_limit_bytes + 1))
        with pytest.raises(ConnectionClosedError) as closed:
            await large.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.MESSAGE_TOO_BIG
        await other.subscribe()


async def test_another_page_may_not_connect(address: str, room: Room) -> None:
    client = await room.sign_in(ARM_CAEN)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        headers = {"Authorization": client.headers["Authorization"], "Origin": origin}
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers=headers)
        assert refused.value.response.status_code == httpx.codes.FORBIDDEN
        assert b"urn:rramu:problem:forbidden" in (refused.value.response.body or b"")


async def test_a_screen_signs_in_with_its_cookie_from_our_page_only(
    address: str, api: FastAPI, passwords: str, database: Settings
) -> None:
    transport = httpx.ASGITransport(api)
    async with httpx.AsyncClient(transport=transport, base_url=database.instance.public_url) as client:
        credentials = {"login": ARM_CAEN.login, "password": passwords, "kind": "cookie"}
        answer = await client.post("/api/session", json=credentials)
    cookie = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}
    async with connect(address, additional_headers=cookie | {"Origin": database.instance.public_url}) as connection:
        await Desk(connection).subscribe()
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, additional_headers=cookie)
    assert refused.value.response.status_code == httpx.codes.FORBIDDEN


async def test_a_program_may_offer_its_token_as_a_sub_protocol(address: str, room: Room) -> None:
    client = await room.sign_in(ARM_CAEN)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    async with connect(address, subprotocols=[PROTOCOL, f"bearer.{token}"]) as connection:  # type: ignore[list-item]  # Subprotocol is a NewType of str
        assert connection.subprotocol == PROTOCOL
        await Desk(connection).subscribe()


async def test_nobody_connects_without_a_session(address: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers=headers)
        assert refused.value.response.status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.parametrize("person", [ADMINISTRATOR, TELEPHONY_CAEN], ids=lambda person: person.login)
async def test_who_has_no_room_sees_none(address: str, room: Room, person: Person) -> None:
    client = await room.sign_in(person)
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, additional_headers={"Authorization": client.headers["Authorization"]})
    assert refused.value.response.status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE sessions SET ended_at = opened_at", 4401),
        ("UPDATE account_rights SET role = 'SUPERVISOR' WHERE role = 'ARM'", 4403),
    ],
)
async def test_a_session_ended_or_rights_changed_close_the_connection(
    address: str, room: Room, monkeypatch: pytest.MonkeyPatch, change: str, code: int
) -> None:
    monkeypatch.setattr(screens, "SESSIONS_S", 0.05)
    async with room.desk(address, ARM_CAEN) as screen:
        await screen.subscribe()
        async with room.engines["rramu_owner"].begin() as connection:
            await connection.execute(text(change))
        with pytest.raises(ConnectionClosedError) as closed:
            await screen.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


@asynccontextmanager
async def patient(database: Settings, password: str, frozen_after_s: float) -> AsyncGenerator[tuple[FastAPI, str, str]]:
    """Serve with another patience and quick heartbeats; gives the app, its websocket's address and an ARM's authorization."""
    live = database.live.model_copy(update={"frozen_after_s": frozen_after_s, "heartbeat_s": 0.1})
    settings = database.model_copy(update={"live": live})
    async with serving(settings) as app, listening(app, settings) as address, asking(app) as client:
        credentials = {"login": ARM_CAEN.login, "password": password, "kind": "bearer"}
        token = (await client.post("/session", json=credentials)).json()["token"]
        yield app, address, f"Bearer {token}"


async def test_a_screen_that_stops_answering_is_closed_and_the_others_go_on(database: Settings, passwords: str) -> None:
    async with (
        patient(database, passwords, 4.0) as (_, address, authorization),
        desk(address, authorization) as silent,
        desk(address, authorization) as alive,
    ):
        await silent.subscribe()
        await alive.subscribe()
        answering = asyncio.create_task(alive.until(lambda: False))
        with pytest.raises(ConnectionClosedError) as closed:
            await _hear_without_answering(silent)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == SILENT.code
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        await alive.subscribe()


async def test_a_screen_that_reads_nothing_is_cut_off_and_delays_nobody(database: Settings, passwords: str) -> None:
    await fill(database, {f"many-{number:04d}": 0 for number in range(400)})  # a snapshot is some 200 kB
    async with (
        patient(database, passwords, 600.0) as (app, address, authorization),  # so its full queue alone ends it
        desk(address, authorization) as alive,
    ):
        await alive.subscribe()
        await alive.until(lambda: len(alive.vehicles) > 400)
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", urlsplit(address).port))
        headers = {"Authorization": authorization}
        stuck = await connect(address, sock=narrow, additional_headers=headers, max_queue=1, ping_interval=None)
        assert len(app.state.screens.viewers) == 2
        asking_always = asyncio.create_task(_subscribe_without_end(Desk(stuck)))
        await alive.until(lambda: len(app.state.screens.viewers) == 1)
        asking_always.cancel()
        await asyncio.gather(asking_always, return_exceptions=True)
        stuck.transport.abort()
        await stuck.wait_closed()
        await alive.subscribe()


async def _subscribe_without_end(screen: Desk[ClientConnection]) -> None:
    while True:
        await screen.say(Subscribe(topics=["room", "positions"]))


async def _hear_without_answering(screen: Desk[ClientConnection]) -> None:
    while True:
        await screen.connection.recv()


async def test_subscribing_again_replaces_what_was_followed(address: str, room: Room) -> None:
    async with room.desk(address, ARM_CAEN) as screen:
        await screen.subscribe()
        await screen.subscribe(positions=False)
        feeds = Feeds(room.redis, room.prefix)
        async with working(feeds.run()):
            feeds.open("p01", [position(1, 1)])
            await room.ring(TELEPHONY_CAEN, 1)
            await room.seal(CAEN)
            await screen.until(lambda: len(screen.calls) == 1)
            await screen.say(Subscribe(topics=[]))
            await screen.until(lambda: screen.heartbeat is not None)
        assert screen.positions == {}


async def test_a_case_asked_to_be_taken_over_is_seen_at_both_centres_until_refused(address: str, room: Room) -> None:
    call_id = await room.ring(TELEPHONY_CAEN, 1)
    arm, theirs = await room.sign_in(ARM_CAEN), await room.sign_in(ARM_ROUEN)
    case_id = (await arm.post(f"/calls/{call_id}/answer")).json()["case"]["id"]
    async with room.desk(address, ARM_ROUEN) as rouen:
        await rouen.subscribe(positions=False)
        asking = {"to_centre_id": str(ROUEN), "motive": "OTHER_SECTOR"}
        transfer_id = (await arm.post(f"/cases/{case_id}/transfer", json=asking)).json()["id"]
        await room.seal(CAEN)
        await rouen.until(lambda: call_id in {str(key) for key in rouen.calls})
        assert [str(key) for key in rouen.cases] == [case_id]
        await rouen.until(lambda: any(transfer_id in frame for frame in rouen.heard))
        refused = await theirs.post(f"/transfers/{transfer_id}/refuse", json={"motive": "NO_CAPACITY"})
        assert refused.status_code == httpx.codes.OK, refused.text
        await room.seal(CAEN, ROUEN)
        await rouen.until(lambda: not rouen.cases and not rouen.calls)
        await rouen.until(lambda: any("NO_CAPACITY" in frame for frame in rouen.heard))
        heard = len(rouen.heard)
        await arm.patch(f"/cases/{case_id}", json={"version": 3, "note": "après le refus"})
        await room.seal(CAEN, ROUEN)
        await room.ring(TELEPHONY_ROUEN, 2)
        await room.seal(ROUEN)
        await rouen.until(lambda: len(rouen.calls) == 1)
        assert not [frame for frame in rouen.heard[heard:] if case_id in frame]
