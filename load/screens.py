"""Screens of a fault run: some that watch all the time and note how long they were told nothing, one that freezes, fresh ones."""

import asyncio
import socket
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from kit.wire.live import Pong, Subscribe

AGAIN_AFTER_S = 0.5
SILENCE_S = 9.0
"""After so long without a word a screen comes back, as the page does (`regulation_ui/src/live/socket.ts`)."""
SNAPSHOT_S = 20.0
SMALL_BYTES = 4096
"""What the system takes in for a frozen screen: little, so that the server soon meets it."""


class _Fix(msgspec.Struct):
    measured_at: datetime


class _Frame(msgspec.Struct):
    """What is read of any frame."""

    type: str
    n: int = 0
    positions: list[_Fix] = []


_decode = msgspec.json.Decoder(_Frame).decode
_encode = msgspec.json.Encoder().encode
_SUBSCRIBE = _encode(Subscribe(topics=["positions"])).decode()


class Door:
    """Where screens come in, and as whom."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.live = f"ws{url.removeprefix('http')}/api/live"
        self.token = token

    def screen(self, frozen: socket.socket | None = None) -> connect:
        """Give a connection to be made; over its socket, when frozen, it takes in one frame and no more."""
        headers = {"Authorization": f"Bearer {self.token}"}
        held = 16 if frozen is None else 1
        return connect(
            self.live,
            additional_headers=headers,
            max_size=None,
            compression=None,
            max_queue=held,
            ping_interval=None,
            sock=frozen,
        )

    async def map_is_full(self, vehicles: int, since: datetime) -> bool:
        """Tell whether a fresh screen's snapshot holds a fix measured since then for so many vehicles."""
        try:
            async with asyncio.timeout(SNAPSHOT_S), self.screen() as connection:
                await connection.send(_SUBSCRIBE)
                frame = _decode(await connection.recv(decode=False))
                while frame.type != "positions_snapshot":
                    frame = _decode(await connection.recv(decode=False))
        except (OSError, TimeoutError, WebSocketException):
            return False
        return sum(one.measured_at >= since for one in frame.positions) >= vehicles

    async def connected(self) -> int:
        """Count the screens the API holds, by its own metrics."""
        async with httpx.AsyncClient(timeout=SNAPSHOT_S) as client:
            lines = (await client.get(f"{self.url}/api/metrics")).text.splitlines()
        return int(float(next(line.split()[1] for line in lines if line.startswith("rramu_screens "))))

    async def freeze(self) -> ClientConnection:
        """Give a screen that subscribes and from then on reads nothing."""
        where = urlsplit(self.url)
        frozen = socket.socket()
        frozen.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BYTES)
        frozen.setblocking(False)
        await asyncio.get_running_loop().sock_connect(frozen, (where.hostname, where.port))
        connection = await self.screen(frozen)
        await connection.send(_SUBSCRIBE)
        return connection


class Onlooker:
    """A healthy screen, back as soon as it can when its connection ends."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._heard_s = self._longest_s = 0.0

    async def run(self) -> None:
        """Watch until cancelled."""
        self._heard_s = _now_s()
        while True:
            try:
                async with self._door.screen() as connection:
                    await connection.send(_SUBSCRIBE)
                    while True:
                        async with asyncio.timeout(SILENCE_S):
                            frame = _decode(await connection.recv(decode=False))
                        if frame.type == "heartbeat":
                            await connection.send(_encode(Pong(n=frame.n)).decode())
                        self._note()
            except (OSError, WebSocketException):
                await asyncio.sleep(AGAIN_AFTER_S)

    def longest_silence_s(self) -> float:
        """Give the longest time without a frame since this was asked last."""
        self._note()
        longest_s, self._longest_s = self._longest_s, 0.0
        return longest_s

    def _note(self) -> None:
        now_s = _now_s()
        self._longest_s = max(self._longest_s, now_s - self._heard_s)
        self._heard_s = now_s


def _now_s() -> float:
    return asyncio.get_running_loop().time()
