"""Screens that watch the whole region and note how old each fix is when its frame is decoded.

Run as a process of its own: `python -m load.watchers`, with a `Watch` as JSON on standard input; says READY, then for each line tells
the `Ages` of what came since the line before.
"""

import asyncio
import gc
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from kit.clock import real_now
from kit.wire.live import Pong, Subscribe


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """Where to connect, as whom, how many times."""

    address: str
    token: str
    screens: int
    decoding: int = 1
    """One screen in so many decodes what it reads; the others only read, and answer heartbeats."""


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """Ages in milliseconds, of every fix at every screen: from the box to the decoded frame, and from the box to the tracker."""

    fixes: int
    p50_ms: float
    p99_ms: float
    to_tracker_p50_ms: float
    to_tracker_p99_ms: float


class _Moved(msgspec.Struct, gc=False):
    measured_at: datetime
    received_at: datetime


class _Frame(msgspec.Struct, gc=False):
    """What a screen reads of any frame; the whole text is parsed."""

    type: str
    n: int = 0
    moved: list[_Moved] = []


AT_ONCE = 20
"""Screens that connect at the same time."""
_MOVED = b'{"type":"positions"'
_decode = msgspec.json.Decoder(_Frame).decode
_encode = msgspec.json.Encoder().encode


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that `share` of the values do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Screens:
    """Every screen of the bench."""

    def __init__(self) -> None:
        self._decoded: list[tuple[datetime, list[_Moved]]] = []
        """When each frame was decoded, and what was in it: ages are counted afterwards, not on the time of what is measured."""

    async def watch(self, watch: Watch, number: int, ready: asyncio.Semaphore) -> None:
        """Be one screen."""
        headers = {"Authorization": f"Bearer {watch.token}"}
        async with connect(
            watch.address, additional_headers=headers, max_size=None, compression=None, open_timeout=None
        ) as connection:
            await connection.send(_encode(Subscribe(topics=["positions", "room"])).decode())
            await self._hear(connection, ready, decodes=number % watch.decoding == 0)

    async def _hear(self, connection: ClientConnection, ready: asyncio.Semaphore, *, decodes: bool) -> None:
        while True:
            said = await connection.recv(decode=False)
            if not decodes and said.startswith(_MOVED):
                continue
            frame = _decode(said)
            now = real_now()
            if frame.type == "heartbeat":
                await connection.send(_encode(Pong(n=frame.n)).decode())
            elif frame.type == "room_snapshot":
                ready.release()
            elif frame.moved:
                self._decoded.append((now, frame.moved))

    def ages(self) -> Ages:
        """Tell what came, and begin again."""
        decoded, self._decoded = self._decoded, []
        whole = [_ms(now - moved.measured_at) for now, frame in decoded for moved in frame]
        to_tracker = [_ms(moved.received_at - moved.measured_at) for _, frame in decoded for moved in frame]
        return Ages(
            fixes=len(whole),
            p50_ms=percentile(whole, 0.5),
            p99_ms=percentile(whole, 0.99),
            to_tracker_p50_ms=percentile(to_tracker, 0.5),
            to_tracker_p99_ms=percentile(to_tracker, 0.99),
        )


def _ms(span: timedelta) -> float:
    return span.total_seconds() * 1000


async def main() -> None:
    """Connect every screen, say so, then tell the ages when asked."""
    watch = msgspec.json.decode(sys.stdin.buffer.readline(), type=Watch)
    screens, ready = Screens(), asyncio.Semaphore(0)
    watching = list[asyncio.Task[None]]()
    for number in range(watch.screens):
        if number >= AT_ONCE:
            await ready.acquire()
        watching.append(asyncio.create_task(screens.watch(watch, number, ready)))
    for _ in range(min(AT_ONCE, watch.screens)):
        await ready.acquire()
    gc.disable()  # what is kept until it is asked for would be looked through again and again
    print("READY", flush=True)
    while await asyncio.to_thread(sys.stdin.buffer.readline):
        print(msgspec.json.encode(screens.ages()).decode(), flush=True)
    for screen in watching:
        screen.cancel()
    await asyncio.gather(*watching, return_exceptions=True)


if __name__ == "__main__":
    uvloop.run(main())
