"""The whole fleet's newest positions in each API process, with an index: what screens are shown and dispatch asks.

Fed by the partitions' feeds. A gap, a new epoch or a new connection re-reads the partition's hash; at the start, and while Redis is away,
`last_positions` is read instead. The newest fix of a vehicle wins, by (measured time, boot, sequence), wherever it came from.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from math import nan
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading
from db.trouble import PASSING, passes
from kit.counters import count
from kit.process import heed_cancellation
from kit.wire.live import LivePosition, PositionFeed
from kit.wire.telemetry import PARTITIONS
from tracker.live import snapshot
from tracker.live.feed import ANSWER_S, BEAT_S, PAUSE_S, Head, channel
from tracker.nearest import Cells, Index, Near

SILENCE_S = 5 * BEAT_S
"""After this long without any message, ask Redis whether the connection still lives, real seconds."""

Moved = Callable[[list[LivePosition]], None]

_log = structlog.stdlib.get_logger()
_feeds = msgspec.msgpack.Decoder(list[PositionFeed])


class Replica:
    """The fleet as this process knows it. `run` keeps it fresh; everything else is answered from memory."""

    def __init__(self, redis: Redis, prefix: str, engine: AsyncEngine, moved: Moved | None = None) -> None:
        """`moved` is told each batch of newer positions, already in place."""
        self._redis = redis
        self._prefix = prefix
        self._engine = engine
        self._moved = moved
        self._positions: dict[UUID, LivePosition] = {}
        self._index = Index()
        self._heads: dict[str, Head | None] = {}
        self._heard_at: dict[str, float] = {}
        self._away = False
        self.filled = asyncio.Event()
        """Set once the last states have been read from somewhere."""

    def position(self, vehicle_id: UUID) -> LivePosition | None:
        """Give a vehicle's newest position; none when it never sent one."""
        return self._positions.get(vehicle_id)

    def positions(self) -> Mapping[UUID, LivePosition]:
        """Give every newest position, by vehicle; a live view, not a copy."""
        return self._positions

    def nearest(self, lon_deg: float, lat_deg: float, k: int, only: Collection[UUID] | None = None) -> list[Near]:
        """Give the `k` nearest vehicles (in a straight line, nearest first), among `only` when given."""
        return self._index.nearest(lon_deg, lat_deg, k, only)

    def cells(self, vehicle_id: UUID) -> Cells:
        """Give the H3 cells a vehicle is in, one of each of `nearest.RESOLUTIONS`. Raises: KeyError when it never sent a position."""
        return self._index.cells(vehicle_id)

    def tracker_age_s(self) -> float | None:
        """Tell how many real seconds ago the partition silent for longest last spoke; none: one never did since this process started."""
        if len(self._heard_at) < len(PARTITIONS):
            return None
        return time.monotonic() - min(self._heard_at.values())

    def heard_age_s(self, partition: str) -> float:
        """Tell how many real seconds ago a partition last spoke; not a number when it never did since this process started."""
        return time.monotonic() - self._heard_at.get(partition, nan)

    async def run(self) -> None:
        """Keep the fleet fresh until cancelled, with Redis, PostgreSQL or both away for any time."""
        while True:
            await self._read_database()
            try:
                await self._follow()
            except (RedisError, OSError) as error:
                heed_cancellation()
                count("replica.redis_away")
                if not self._away:
                    _log.warning("replica.redis_away", error=str(error))
                self._away = True
                await asyncio.sleep(PAUSE_S)

    async def _follow(self) -> None:
        """Subscribe, read every hash, then apply what is newer; ends only by raising."""
        async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
            async with asyncio.timeout(ANSWER_S):
                await subscription.subscribe(channel(self._prefix))
            await self._read_hashes(PARTITIONS)
            if self._away:
                _log.info("replica.redis_back")
            self._away = False
            asked = False
            while True:
                heed_cancellation()
                try:
                    async with asyncio.timeout(SILENCE_S):
                        message = await subscription.get_message(timeout=None)
                except TimeoutError:
                    if asked:
                        raise
                    asked = True
                    async with asyncio.timeout(ANSWER_S):
                        await subscription.ping()
                    continue
                asked = False
                if message is not None and message["type"] == "message":
                    await self._hear(message["data"])

    async def _hear(self, data: bytes) -> None:
        try:
            feeds = _feeds.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            count("replica.unreadable")
            return
        now = time.monotonic()
        lost: list[str] = []
        for feed in feeds:
            self._heard_at[feed.partition] = now
            head = self._heads.get(feed.partition)
            if head is None or feed.epoch != head.epoch or feed.n > head.n + 1:
                lost.append(feed.partition)
            elif feed.n == head.n + 1:
                self._heads[feed.partition] = Head(feed.epoch, feed.n)
                self.apply(feed.moved)
        if lost:
            count("replica.reread", len(lost))
            await self._read_hashes(lost)

    async def _read_hashes(self, partitions: Iterable[str]) -> None:
        async with asyncio.timeout(ANSWER_S):
            read = await snapshot.from_redis(self._redis, self._prefix, list(partitions))
        for partition, (head, positions) in read.items():
            self._heads[partition] = head
            self.apply(positions)
        self.filled.set()

    async def _read_database(self) -> None:
        try:
            async with reading(self._engine, None, ()) as session:
                self.apply(await snapshot.from_database(session))
        except PASSING as error:
            heed_cancellation()
            if not passes(error):
                raise
            count("replica.database_away")
            _log.warning("replica.database_away", error=type(error).__name__)
        else:
            self.filled.set()

    def apply(self, positions: Iterable[LivePosition]) -> None:
        """Take the positions that are newer than those held, and tell them."""
        newer: list[LivePosition] = []
        for position in positions:
            held = self._positions.get(position.vehicle_id)
            if held is None or _age_order(position) > _age_order(held):
                self._positions[position.vehicle_id] = position
                self._index.put(position.vehicle_id, position.lon_deg, position.lat_deg)
                newer.append(position)
        if newer and self._moved is not None:
            self._moved(newer)


def _age_order(position: LivePosition) -> tuple[object, int, int]:
    return position.measured_at, position.boot, position.seq
