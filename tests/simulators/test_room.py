"""The simulated room: rows by version, and nothing that is over."""

import asyncio
from random import Random

import httpx
import msgspec
from msgspec import structs
from websockets.asyncio.server import ServerConnection, serve

from kit.wire.accounts import DemoAccount, SessionView
from kit.wire.codes.calls import CallState
from kit.wire.codes.missions import Outcome
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta, RoomSnapshot
from simulators.api import Api
from simulators.calls import Lines
from simulators.room import Room
from tests.simulators import rows


def test_an_older_row_never_replaces_a_newer_one() -> None:
    room = Room()
    newer = rows.case(version=5)
    room.apply(RoomDelta(n=1, cases=[newer]))
    room.apply(RoomDelta(n=2, cases=[structs.replace(newer, version=4, repeat_count=9)]))
    assert room.cases == {newer.id: newer}


def test_what_is_over_is_forgotten_even_when_the_api_answers_it_last() -> None:
    room = Room()
    open_case, ringing = rows.case(), rows.call()
    running = rows.mission(open_case.id)
    room.reset(RoomSnapshot(n=1, calls=[ringing], cases=[open_case], missions=[running], vehicles=[]))
    ended = structs.replace(running, version=2, outcome=Outcome.TRANSPORTED, closed_at=rows.NOON)
    room.take(ended)
    assert room.missions == {running.id: ended}  # its case is open: who engages must know that it was served
    room.apply(RoomDelta(n=2, calls=[structs.replace(ringing, version=2, state=CallState.ENDED, ended_at=rows.NOON)]))
    room.take(structs.replace(open_case, version=2, closed_at=rows.NOON))
    assert (room.calls, room.cases, room.missions) == ({}, {}, {})


def test_a_row_the_account_no_longer_sees_goes() -> None:
    room = Room()
    seen, kept = rows.vehicle(), rows.vehicle()
    room.apply(RoomDelta(n=1, vehicles=[seen, kept]))
    room.apply(RoomDelta(n=2, gone=[seen.id]))
    assert room.vehicles == {kept.id: kept}


def test_each_change_wakes_who_waits() -> None:
    room = Room()
    room.apply(RoomDelta(n=1))
    assert room.changed.is_set()


async def test_callers_are_told_of_their_calls_while_the_room_is_connected() -> None:
    room, lines = Room(), Lines(lambda: None)
    lines.follow(rows.CENTRE, room)
    told: list[bool] = []
    snapshot = RoomSnapshot(n=1, calls=[], cases=[], missions=[], vehicles=[])
    again = asyncio.Event()

    async def tell(connection: ServerConnection) -> None:
        told.append(lines.is_told(rows.CENTRE))
        if len(told) > 1:
            again.set()
            return
        await connection.send(msgspec.json.encode(snapshot), text=True)
        await room.changed.wait()
        told.append(lines.is_told(rows.CENTRE))

    session = SessionView(account_id=rows.CENTRE, login="arm", name="ARM", rights=[], expires_at=rows.NOON, token="t")
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=msgspec.json.encode(session)))
    account = DemoAccount(login="arm", password="p", name="ARM", role=Role.ARM, centre="Caen")
    async with (
        serve(tell, "127.0.0.1", 0) as server,
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        port = next(iter(server.sockets)).getsockname()[1]
        watching = asyncio.create_task(
            room.watch(Api(client, account, Random(1)), f"http://127.0.0.1:{port}", Random(1))
        )
        await again.wait()
        watching.cancel()
        await asyncio.wait({watching})
    assert told == [False, True, False]
