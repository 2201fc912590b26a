"""A screen as a test sees it: it connects over a real socket, keeps what it is told, and refuses a frame out of order."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from typing import Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from gateways.http.__main__ import make_server
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.live import (
    Heartbeat,
    LiveEvent,
    LivePosition,
    Look,
    Pong,
    PositionDelta,
    PositionSnapshot,
    Problem,
    RoomDelta,
    RoomSnapshot,
    Subscribe,
    Viewport,
    Welcome,
)
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView

PATIENCE_S = 60.0
_decode = msgspec.json.Decoder[LiveEvent](LiveEvent).decode
_encode = msgspec.json.Encoder().encode


@asynccontextmanager
async def listening(app: FastAPI, settings: Settings) -> AsyncGenerator[str]:
    """Serve an app on a free port, as the process does; gives the address of its websocket."""
    server = make_server(app, settings.http)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"ws://127.0.0.1:{listener.getsockname()[1]}/api/live"
        finally:
            server.should_exit = True
            await task


class Connection(Protocol):
    """What carries a desk's words: a websocket, or what stands for it."""

    async def send(self, message: str | bytes, /) -> None:
        """Say something."""

    async def recv(self) -> str | bytes:
        """Hear a frame."""
        ...


C = TypeVar("C", bound=Connection)


class Desk(Generic[C]):
    """What a screen holds."""

    def __init__(self, connection: C) -> None:
        self.connection = connection
        self.n = 0
        self.heard: list[str] = []
        """Every frame, as text."""
        self.welcome: Welcome | None = None
        self.problems: list[Problem] = []
        self.heartbeat: Heartbeat | None = None
        self.calls: dict[UUID, CallView] = {}
        self.cases: dict[UUID, CaseView] = {}
        self.missions: dict[UUID, MissionView] = {}
        self.vehicles: dict[UUID, VehicleView] = {}
        self.positions: dict[UUID, LivePosition] = {}
        self.snapshots = 0
        self.ahead_s = 0.0
        """How far the clock of this desk's machine is ahead."""

    async def say(self, message: Subscribe | Look | Pong | str | bytes) -> None:
        """Send a message, or raw text or bytes."""
        await self.connection.send(message if isinstance(message, (str, bytes)) else _encode(message).decode())

    async def subscribe(self, *, room: bool = True, positions: bool = True, viewport: Viewport | None = None) -> None:
        """Subscribe, and wait for the snapshots."""
        topics: list[str] = ["room"] * room + ["positions"] * positions
        wanted = self.snapshots + len(topics)
        await self.say(
            msgspec.convert(
                {"type": "subscribe", "topics": topics, "viewport": viewport}, Subscribe, from_attributes=True
            )
        )
        await self.until(lambda: self.snapshots == wanted)

    async def until(self, true: Callable[[], bool]) -> None:
        """Hear frames until something holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await self.hear()

    async def hear(self) -> None:
        """Hear one frame and apply it."""
        text = await self.connection.recv()
        self.heard.append(str(text))
        event = _decode(text)
        if not isinstance(event, (Welcome, Problem)):
            assert event.n == self.n + 1, "a frame is missing"
            self.n = event.n
        await self._apply(event)

    async def _apply(self, event: LiveEvent) -> None:
        match event:
            case Welcome():
                self.welcome = event
            case Problem():
                self.problems.append(event)
            case Heartbeat():
                self.heartbeat = event
                await self.say(Pong(n=event.n, clock_at=real_now() + timedelta(seconds=self.ahead_s)))
            case PositionSnapshot() | RoomSnapshot():
                self.snapshots += 1
                self._begin(event)
            case PositionDelta():
                self.positions |= {position.vehicle_id: position for position in event.moved}
                for key in event.gone:
                    del self.positions[key]
            case RoomDelta():
                self._take(event)
                for key in event.gone:
                    for rows in (self.calls, self.cases, self.missions, self.vehicles):
                        rows.pop(key, None)

    def _begin(self, event: PositionSnapshot | RoomSnapshot) -> None:
        if isinstance(event, PositionSnapshot):
            self.positions = {position.vehicle_id: position for position in event.positions}
        else:
            for rows in (self.calls, self.cases, self.missions, self.vehicles):
                rows.clear()
            self._take(event)

    def _take(self, event: RoomSnapshot | RoomDelta) -> None:
        self.calls |= {row.id: row for row in event.calls}
        self.cases |= {row.id: row for row in event.cases}
        self.missions |= {row.id: row for row in event.missions}
        self.vehicles |= {row.id: row for row in event.vehicles}


@asynccontextmanager
async def desk(address: str, authorization: str) -> AsyncGenerator[Desk[ClientConnection]]:
    """Connect as a program."""
    async with connect(address, additional_headers={"Authorization": authorization}, max_size=None) as connection:
        yield Desk(connection)
