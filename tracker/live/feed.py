"""The tracker's side of the live feed: last states in Redis, and numbered messages to every API process for each change.

What the partitions of a tracker have to tell goes in one message: to take it in costs an API process more than to apply it. Per partition,
a hash holds the last state of each vehicle with the feed's head (epoch, n); Redis writes it and tells the message of that number as one,
so that a reader who takes the hash knows exactly which messages it already holds. A partition that rests still speaks every second: a
lost last message, and a tracker that stopped, are noticed.
"""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
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

WRITE = """
    local torn, at = {}, 3
    for number, key in ipairs(KEYS) do
        local last = at + 1 + tonumber(ARGV[at + 1])
        if ARGV[at] == '' then
            redis.call('DEL', key)
        elseif redis.call('HGET', key, 'head') ~= ARGV[at] then
            torn[#torn + 1] = number
        end
        for first = at + 2, last, 1000 do
            redis.call('HSET', key, unpack(ARGV, first, math.min(first + 999, last)))
        end
        at = last + 1
    end
    redis.call('PUBLISH', ARGV[1], ARGV[2])
    return torn
"""
"""Writes hashes and tells the message as one, with one answer: the numbers of the hashes that held another head, counted from 1.

Keys: the hashes. Words: channel, message, then for each hash the head to be found (empty: fill it anew), how many words follow, and these,
name and value by turns.
"""

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


class Turn(NamedTuple):
    """What a feed writes at once: the head to be found in the hash (none when the hash is filled anew), its fields, the message."""

    expected: Head | None
    fields: dict[bytes, bytes]
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

    def turn(self) -> Turn:
        """Give what is to be written now; the hash and the message count as written."""
        expected = None if self._torn else self._head
        if self._torn:
            changed, self._head, self._torn = self.last, Head(new_id(), 1), False
        else:
            changed, self._head = self._pending, Head(self._head.epoch, self._head.n + 1)
        self._pending = {}
        states = {vehicle_id.bytes: _encode(position) for vehicle_id, position in changed.items()}
        told = [] if expected is None else [msgspec.Raw(state) for state in states.values()]
        message = _Message(self.partition, self._head.epoch, self._head.n, told)
        return Turn(expected, {HEAD: _encode(self._head), **states}, message)


class Feeds:
    """Every feed of a tracker process, and the one task that writes them: what gathers while Redis works goes together."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._write = redis.register_script(WRITE)
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
        """Write these feeds at once; tells whether Redis took it."""
        turns = [feed.turn() for feed in due]
        keys = [hash_key(self._prefix, feed.partition) for feed in due]
        words: list[bytes | str | int] = [channel(self._prefix), _encode([turn.message for turn in turns])]
        for turn in turns:
            words += [b"" if turn.expected is None else _encode(turn.expected), 2 * len(turn.fields)]
            words += chain.from_iterable(turn.fields.items())
        try:
            async with asyncio.timeout(ANSWER_S):
                torn: list[int] = await self._write(keys, words)
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
        for number in torn:
            count("feed.refilled")
            due[number - 1].tear()
        if any(feed.is_due(beat=False) for feed in due):
            self._wake.set()
        return True
