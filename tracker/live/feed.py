"""The tracker's side of the live feed: last states in Redis, and numbered messages to every API process for each change.

What the partitions of a tracker have to tell goes in one message: to take it in costs an API process more than to apply it. Per partition,
a hash holds the last state of each vehicle with the feed's head (epoch, n); it is written in the Redis transaction that publishes the
message of that number, so that a reader who takes the hash knows exactly which messages it already holds. A partition that rests still
speaks every second: a lost last message, and a tracker that stopped, are noticed.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from kit.counters import count
from kit.ids import new_id
from kit.process import heed_cancellation
from kit.settings import RedisSettings
from kit.wire.live import LivePosition

BEAT_S = 1.0
"""A partition is never silent for longer, real seconds."""
ANSWER_S = 2.0
"""Redis is away when it does not answer for so long, real seconds."""
PAUSE_S = 1.0
"""Between two tries while Redis is away, real seconds."""
HEAD = b"head"
"""Field of the hash beside the vehicles, whose names are the 16 bytes of their ids."""

_log = structlog.stdlib.get_logger()
_encode = msgspec.msgpack.Encoder().encode


class Head(NamedTuple):
    """Which message of which epoch a partition's hash stands at."""

    epoch: UUID
    n: int


class _Message(msgspec.Struct):
    """A `PositionFeed` whose positions are encoded already, once for the hash and the message."""

    partition: str
    epoch: UUID
    n: int
    moved: list[msgspec.Raw]


class Queued(NamedTuple):
    """What a feed put into a transaction: the place of the command that reads the head, the head to be found (none when refilling)."""

    place: int
    expected: Head | None
    message: _Message


def connect(settings: RedisSettings) -> Redis:
    """Open a client that never retries by itself: whoever follows a feed must know that it was cut.

    Its users bound their waits with `asyncio.timeout(ANSWER_S)`. The client's own `socket_timeout` rests on `asyncio.wait_for`, which
    before Python 3.12 may swallow a cancellation that comes just as the awaited ends, and then the task never ends.
    """
    url = settings.url.get_secret_value()
    return Redis.from_url(url, socket_timeout=None, socket_connect_timeout=ANSWER_S, retry=Retry(NoBackoff(), 0))


def channel(prefix: str) -> str:
    """Name the Redis channel of the feeds: each message is a list of `PositionFeed`, of different partitions."""
    return f"{prefix}feed"


def hash_key(prefix: str, partition: str) -> str:
    """Name the Redis hash of a partition's last states."""
    return f"{prefix}live:{partition}"


class Feed:
    """One partition's feed, held by the tracker that owns the partition. Made by `Feeds.open`."""

    def __init__(self, partition: str, known: Iterable[LivePosition], wake: asyncio.Event) -> None:
        self.partition = partition
        self.last = {position.vehicle_id: position for position in known}
        """Newest state of every vehicle of the partition: what a flushed hash is filled from."""
        self._pending: dict[UUID, LivePosition] = {}
        self._wake = wake
        self._head = Head(new_id(), 0)
        self._torn = True

    def publish(self, moved: Sequence[LivePosition]) -> None:
        """Tell what moved, oldest first; returns at once. The newest state of a vehicle replaces one that waits to be sent."""
        for position in moved:
            self.last[position.vehicle_id] = position
            self._pending[position.vehicle_id] = position
        self._wake.set()

    def tear(self) -> None:
        """Note that Redis no longer holds what was sent: the next message starts a new epoch, with the hash filled again."""
        self._torn = True

    def is_due(self, beat: bool) -> bool:
        """Tell whether there is something to send; on a beat there always is."""
        return beat or bool(self._pending) or self._torn

    def queue(self, prefix: str, pipeline: Pipeline) -> Queued:
        """Queue what writes the hash, the first command of which reads its head; gives what is to be told in the same transaction."""
        key = hash_key(prefix, self.partition)
        expected = None if self._torn else self._head
        if self._torn:
            changed, self._head, self._torn = self.last, Head(new_id(), 1), False
        else:
            changed, self._head = self._pending, Head(self._head.epoch, self._head.n + 1)
        states = {vehicle_id.bytes: _encode(position) for vehicle_id, position in changed.items()}
        told = [] if expected is None else [msgspec.Raw(state) for state in states.values()]
        fields = {HEAD: _encode(self._head), **states}
        self._pending = {}
        place = len(pipeline.command_stack)
        pipeline.hget(key, HEAD)
        if expected is None:
            pipeline.delete(key)
        pipeline.hset(key, mapping=fields)
        return Queued(place, expected, _Message(self.partition, self._head.epoch, self._head.n, told))


class Feeds:
    """Every feed of a tracker process, and the one task that writes them: what gathers while Redis works goes together."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix
        self._feeds: dict[str, Feed] = {}
        self._wake = asyncio.Event()
        self._away = False

    def open(self, partition: str, known: Iterable[LivePosition]) -> Feed:
        """Start the feed of a partition just taken; `known`: its last states, from `last_positions`."""
        feed = self._feeds[partition] = Feed(partition, known, self._wake)
        self._wake.set()
        return feed

    def close(self, feed: Feed) -> None:
        """Stop the feed of a partition given up; what waits to be sent is the next owner's to tell."""
        if self._feeds.get(feed.partition) is feed:
            del self._feeds[feed.partition]

    async def run(self) -> None:
        """Write until cancelled. With Redis away nothing waits and nothing grows: the hashes are filled from memory when it is back."""
        loop = asyncio.get_running_loop()
        next_beat = loop.time()
        while True:
            heed_cancellation()
            beat = loop.time() >= next_beat
            if beat:
                next_beat = loop.time() + BEAT_S
            due = [feed for feed in self._feeds.values() if feed.is_due(beat)]
            if due and not await self._send(due):
                await asyncio.sleep(PAUSE_S)
                continue
            if not self._wake.is_set():
                timer = loop.call_at(next_beat, self._wake.set)
                await self._wake.wait()
                timer.cancel()
            self._wake.clear()

    async def _send(self, due: list[Feed]) -> bool:
        """Write these feeds in one transaction; tells whether Redis took it."""
        try:
            async with asyncio.timeout(ANSWER_S), self._redis.pipeline(transaction=True) as pipeline:
                queued = [(feed, feed.queue(self._prefix, pipeline)) for feed in due]
                pipeline.publish(channel(self._prefix), _encode([one.message for _, one in queued]))
                answers: list[object] = await pipeline.execute()
        except (RedisError, OSError) as error:
            for feed in self._feeds.values():
                feed.tear()
            count("feed.redis_away")
            if not self._away:
                _log.warning("feed.redis_away", error=str(error))
            self._away = True
            return False
        if self._away:
            _log.info("feed.redis_back")
        self._away = False
        for feed, one in queued:
            if one.expected is not None and answers[one.place] != _encode(one.expected):
                count("feed.refilled")
                feed.tear()
        if any(feed.is_due(beat=False) for feed in due):
            self._wake.set()
        return True
