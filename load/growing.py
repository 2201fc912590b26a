"""One tracker's way in at one size of fleet, without the broker: every vehicle sends in turn, all is judged, published, stored, settled.

Run as a process of its own (`python -m load.growing`), with a `Size` as JSON on standard input; prints a `Grown`.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import perf_counter

import msgspec
import psutil
import structlog
import uvloop

from db.engine import close, make_pool
from db.trouble import PASSING
from gateways.mqtt import ingress
from gateways.mqtt.locks import Locks
from kit.clock import Clock, real_now
from kit.settings import Settings
from kit.wire.telemetry import PARTITIONS, Fix, Refused
from tracker.arrivals import Source, Ticket
from tracker.boxes import BoxRegister
from tracker.ingest import Ingest
from tracker.live.feed import Feeds, connect
from tracker.park import Park
from tracker.settling import Settling
from tracker.state import LiveState
from tracker.store import Store, open_days

STEP_DEG = 0.000_01
"""A metre between two fixes, each a second after the one before."""
_encode = msgspec.json.Encoder().encode


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """The boxes of the fleet by name, each with its partition, and how many fixes each sends."""

    boxes: dict[str, int]
    fixes_each: int


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `bytes_per_vehicle`: memory of the process for a vehicle known, heard and published."""

    fixes_per_s: float
    bytes_per_vehicle: float
    settled: int


class Counted:
    """The way back: what is acknowledged is counted."""

    def __init__(self) -> None:
        self.messages = 0

    def acknowledge(self, _: str, tickets: Sequence[Ticket]) -> None:
        """Count."""
        self.messages += len(tickets)

    def settled(self, *_: object) -> None:
        """Say nothing."""

    def refused(self, _: str, box: str, refused: Refused) -> None:
        """Nothing of a bench is refused.

        Raises: RuntimeError.
        """
        raise RuntimeError(f"{box}: {refused}")


async def grow(settings: Settings, size: Size) -> Grown:
    """Open every partition, send, and wait until all is settled."""
    clock, register, state, park, counted = Clock(), BoxRegister(), LiveState(), Park(), Counted()
    pool, store, locks = await make_pool(settings, "rramu_tracker", 1), Store(settings), Locks(settings)
    redis = connect(settings.redis)
    feeds = Feeds(redis, settings.redis.prefix)
    settling = Settling(settings.tracker, clock, store, counted, locks.held)
    ingest = Ingest(clock, register, state, settling, park)
    process = psutil.Process(os.getpid())
    before_bytes = process.memory_info().rss
    await register.refresh(pool, clock.now())
    await open_days(pool, clock.now())
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(settling.run()), tasks.create_task(feeds.run()), tasks.create_task(_keep(locks))]
        for partition in PARTITIONS:
            await locks.take(partition)
            ingest.open(feeds.open(partition, ()), ())
        grown_bytes = 0
        first_at = real_now() - timedelta(seconds=size.fixes_each)
        began = perf_counter()
        for seq in range(1, size.fixes_each + 1):
            await _round(size, seq, first_at, ingest, settling)
            if seq == 1:
                await _all_settled(settling)
                grown_bytes = process.memory_info().rss - before_bytes
        await _all_settled(settling)
        took_s = perf_counter() - began
        for task in running:
            task.cancel()
    await close(pool)
    await store.close()
    await locks.close()
    await redis.aclose()
    return Grown(
        fixes_per_s=len(size.boxes) * size.fixes_each / took_s,
        bytes_per_vehicle=grown_bytes / len(size.boxes),
        settled=counted.messages,
    )


async def _round(size: Size, seq: int, first_at: datetime, ingest: Ingest, settling: Settling) -> None:
    """Let every vehicle send one fix, as fast as they are taken."""
    measured_at = first_at + timedelta(seconds=seq)
    for number, (name, partition) in enumerate(size.boxes.items()):
        fix = Fix(
            boot=1,
            seq=seq,
            measured_at=measured_at,
            lon_deg=round(-1.0 + number % 1000 * 0.002 + seq * STEP_DEG, 6),
            lat_deg=round(48.5 + number // 1000 * 0.01, 6),
            speed_mps=10.0,
            heading_deg=90.0,
            accuracy_m=4.0,
        )
        ingest.take(Source(PARTITIONS[partition], name, 1, number + 1), ingress.read("track", _encode([fix])))
        if not settling.room.is_set():
            await settling.room.wait()
        elif number % 100 == 0:
            await asyncio.sleep(0)


async def _all_settled(settling: Settling) -> None:
    for partition in PARTITIONS:
        await settling.drained(partition)


async def _keep(locks: Locks) -> None:
    """Say that this tracker lives; after a silence it takes its partitions back, as `gateways.mqtt.partitions` does."""
    while True:
        with suppress(*PASSING):
            await locks.keep()
        await asyncio.sleep(1)


def main() -> None:
    """Read the size, measure, tell."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is for the bench
    size = msgspec.json.decode(sys.stdin.buffer.read(), type=Size)
    grown = uvloop.run(grow(Settings.read(), size))
    print(msgspec.json.encode(grown).decode(), flush=True)


if __name__ == "__main__":
    main()
