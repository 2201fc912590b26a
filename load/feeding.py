"""Vehicles that move once a second each, told to the API processes as a tracker tells them: by the partitions' feeds.

Run as a process of its own: `python -m load.feeding`, with the `Fleet` as JSON on standard input; says READY, then tells until it is ended.
"""

import asyncio
import sys
from itertools import count, cycle
from random import Random
from uuid import UUID

import msgspec
import structlog
import uvloop

from kit.clock import real_now
from kit.settings import Settings
from kit.wire.live import LivePosition
from kit.wire.telemetry import PARTITIONS
from tracker.live.feed import Feeds, connect

SPREAD_DEG = (1.6, 0.8)
"""Of the fleet round the middle of the region, to the east and west, to the north and south."""
MIDDLE_DEG = (0.0, 49.1)
STEP_DEG = 0.0001
"""About ten metres between two fixes."""
BATCHES_PER_S = 50


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """Which vehicles move."""

    vehicle_ids: list[UUID]


class Vehicle:
    """One vehicle, driving east and back."""

    def __init__(self, vehicle_id: UUID, chance: Random) -> None:
        self._id = vehicle_id
        self._lon_deg = MIDDLE_DEG[0] + chance.uniform(-1, 1) * SPREAD_DEG[0]
        self._lat_deg = MIDDLE_DEG[1] + chance.uniform(-1, 1) * SPREAD_DEG[1]
        self._seqs = count(1)

    def move(self) -> LivePosition:
        """Give the next fix, measured now."""
        now, seq = real_now(), next(self._seqs)
        return LivePosition(
            vehicle_id=self._id,
            boot=1,
            seq=seq,
            measured_at=now,
            received_at=now,
            lon_deg=round(self._lon_deg + STEP_DEG * abs(seq % 200 - 100), 6),
            lat_deg=round(self._lat_deg, 6),
            speed_mps=10.0,
            heading_deg=90.0 if seq % 200 >= 100 else 270.0,  # noqa: PLR2004 - east on the second half of the way
            accuracy_m=4.0,
        )


async def main() -> None:
    """Open every feed, say so, then tell a share of the fleet fifty times a second; a late turn catches up."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is for the bench
    fleet = msgspec.json.decode(sys.stdin.buffer.readline(), type=Fleet)
    settings, chance = Settings.read(), Random(1)
    redis = connect(settings.redis)
    feeds = Feeds(redis, settings.redis.prefix)
    writing = asyncio.create_task(feeds.run())
    opened = [feeds.open(partition, ()) for partition in PARTITIONS]
    moving = cycle([(Vehicle(one, chance), opened[number % 16]) for number, one in enumerate(fleet.vehicle_ids)])
    share = len(fleet.vehicle_ids) // BATCHES_PER_S
    print("READY", flush=True)
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.readline))
    loop = asyncio.get_running_loop()
    started = loop.time()
    for turn in count(1):
        for _ in range(share):
            vehicle, feed = next(moving)
            feed.publish([vehicle.move()])
        await asyncio.sleep(max(0.0, started + turn / BATCHES_PER_S - loop.time()))
        if ended.done() or writing.done():
            break
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await redis.aclose()


if __name__ == "__main__":
    uvloop.run(main())
