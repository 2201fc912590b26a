"""Each API process holds the newest of every vehicle, whichever way it came, and finds again what it missed."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.models.positions import LastPosition
from kit.ids import new_id
from kit.settings import Settings
from kit.wire.live import LivePosition, PositionFeed
from kit.wire.telemetry import PARTITIONS
from tests.tracker.live.conftest import PrivateRedis
from tests.tracker.live.moves import position, vehicle_id, working
from tracker.live.feed import HEAD, Feeds, Head, channel, connect, hash_key
from tracker.live.replica import Replica

P7, P8 = "p07", "p08"
encode = msgspec.msgpack.encode


@pytest.fixture
async def redis(database: Settings, redis_client: Redis) -> AsyncIterator[Redis]:
    del redis_client  # it deletes the test's names at the end
    client = connect(database.redis)
    yield client
    await client.aclose()


class Heard:
    """What a replica told, in the order told."""

    def __init__(self) -> None:
        self.queue = asyncio.Queue[LivePosition]()

    def __call__(self, moved: Iterable[LivePosition]) -> None:
        """Be told."""
        for each in moved:
            self.queue.put_nowait(each)

    async def until(self, vehicle: int, seq: int) -> None:
        """Wait until a fix has been told."""
        while True:
            told = await self.queue.get()
            if (told.vehicle_id, told.seq) == (vehicle_id(vehicle), seq):
                return


async def _store(engine: AsyncEngine, *positions: LivePosition) -> None:
    async with engine.begin() as connection:
        for each in positions:
            values = msgspec.structs.asdict(each) | {"partition": 7, "box_id": new_id(), "h3_9": 1}
            await connection.execute(insert(LastPosition).values(values))


async def _write_hash(redis: Redis, prefix: str, head: Head, *positions: LivePosition) -> None:
    fields: dict[bytes, bytes] = {each.vehicle_id.bytes: encode(each) for each in positions}
    for name, value in (fields | {HEAD: encode(head)}).items():
        await redis.hset(hash_key(prefix, P7), name, value)


def _message(epoch: UUID, n: int, *moved: LivePosition) -> bytes:
    return encode([PositionFeed(partition=P7, epoch=epoch, n=n, moved=list(moved))])


@asynccontextmanager
async def following(
    redis: Redis, prefix: str, engine: AsyncEngine, head: Head
) -> AsyncGenerator[tuple[Replica, Heard]]:
    """Give a replica that follows, and has found vehicle 1 in a hash at this head."""
    await _write_hash(redis, prefix, head, position(1, 1))
    heard = Heard()
    replica = Replica(redis, prefix, engine, heard)
    async with working(replica.run()):
        await heard.until(1, 1)
        yield replica, heard


async def test_starts_from_the_database_and_follows_the_feed(
    database: Settings, engines: dict[str, AsyncEngine], redis: Redis
) -> None:
    await _store(engines["rramu_owner"], position(1, 5), position(2, 5))
    heard = Heard()
    replica = Replica(redis, database.redis.prefix, engines["rramu_api"], heard)
    feeds = Feeds(redis, database.redis.prefix)
    async with working(replica.run(), feeds.run()):
        await heard.until(2, 5)
        feed = feeds.open(P7, [position(1, 5)])
        feed.publish([position(1, 6), position(3, 1, -0.7, 49.27)])
        await heard.until(3, 1)
        feed.publish([position(1, 7)])
        await heard.until(1, 7)
        assert dict(replica.positions()) == {
            vehicle_id(1): position(1, 7),
            vehicle_id(2): position(2, 5),
            vehicle_id(3): position(3, 1, -0.7, 49.27),
        }
        assert [near.vehicle_id for near in replica.nearest(-0.7, 49.27, 1)] == [vehicle_id(3)]
        assert replica.position(vehicle_id(9)) is None


async def test_a_gap_or_a_new_epoch_reads_the_hash_again(
    database: Settings, engines: dict[str, AsyncEngine], redis: Redis
) -> None:
    prefix, epoch = database.redis.prefix, new_id()
    async with following(redis, prefix, engines["rramu_api"], Head(epoch, 4)) as (replica, heard):
        await redis.publish(channel(prefix), _message(epoch, 4, position(9, 1)))  # already in the hash: passed over
        await redis.publish(channel(prefix), _message(epoch, 5, position(1, 2)))
        await heard.until(1, 2)
        await _write_hash(redis, prefix, Head(epoch, 7), position(1, 3), position(2, 1))
        await redis.publish(channel(prefix), _message(epoch, 7, position(1, 3)))  # 6 was lost, with vehicle 2 in it
        await heard.until(2, 1)
        later = new_id()
        await _write_hash(redis, prefix, Head(later, 1), position(3, 1))
        await redis.publish(channel(prefix), _message(later, 1))
        await heard.until(3, 1)
        await redis.publish(channel(prefix), b"\xc1 not a feed")
        await redis.publish(channel(prefix), b"\x81\xa9partition\xa2\xff\xfe")
        await redis.publish(channel(prefix), _message(later, 2, position(1, 2)))  # older than the one held
        await redis.publish(channel(prefix), _message(later, 3, position(3, 2)))
        await heard.until(3, 2)
        assert {each.vehicle_id: each.seq for each in replica.positions().values()} == {
            vehicle_id(1): 3,
            vehicle_id(2): 1,
            vehicle_id(3): 2,
        }


async def test_a_gap_of_one_partition_takes_nothing_from_the_others_in_the_same_message(
    database: Settings, engines: dict[str, AsyncEngine], redis: Redis
) -> None:
    prefix, epoch = database.redis.prefix, new_id()
    async with following(redis, prefix, engines["rramu_api"], Head(epoch, 4)) as (_, heard):
        other = PositionFeed(partition=P8, epoch=epoch, n=1, moved=[])
        await redis.publish(channel(prefix), encode([other]))  # unknown until now: its hash is read, and is empty
        await redis.hset(hash_key(prefix, P8), HEAD, encode(Head(epoch, 1)))
        await redis.publish(channel(prefix), encode([other]))
        await _write_hash(redis, prefix, Head(epoch, 6), position(2, 1))
        gap = PositionFeed(partition=P7, epoch=epoch, n=6, moved=[])
        news = PositionFeed(partition=P8, epoch=epoch, n=2, moved=[position(3, 1)])
        await redis.publish(channel(prefix), encode([gap, news]))
        await heard.until(3, 1)
        await heard.until(2, 1)


async def test_a_silent_partition_is_not_hidden_by_the_others(
    database: Settings, engines: dict[str, AsyncEngine], redis: Redis
) -> None:
    prefix, epoch = database.redis.prefix, new_id()
    async with following(redis, prefix, engines["rramu_api"], Head(epoch, 1)) as (replica, heard):
        await redis.publish(channel(prefix), _message(epoch, 2, position(1, 2)))
        await heard.until(1, 2)
        assert replica.tracker_age_s() is None  # the others never spoke
        others = [partition for partition in PARTITIONS if partition != P7]
        feeds = [PositionFeed(partition=partition, epoch=epoch, n=1, moved=[]) for partition in others]
        await redis.publish(channel(prefix), encode(feeds))
        await redis.publish(channel(prefix), _message(epoch, 3, position(1, 3)))
        await heard.until(1, 3)
        silent_since = time.monotonic()
        await redis.publish(channel(prefix), _message(epoch, 4, position(1, 4)))
        await heard.until(1, 4)
        at_least_s = time.monotonic() - silent_since
        age_s = replica.tracker_age_s()
        assert age_s is not None
        assert age_s >= at_least_s


async def test_goes_on_from_the_database_while_redis_is_away(
    engines: dict[str, AsyncEngine], private_redis: PrivateRedis
) -> None:
    redis = connect(private_redis.settings)
    heard = Heard()
    replica = Replica(redis, private_redis.settings.prefix, engines["rramu_api"], heard)
    feeds = Feeds(redis, private_redis.settings.prefix)
    async with working(replica.run(), feeds.run()):
        await _store(engines["rramu_owner"], position(1, 1))
        await heard.until(1, 1)
        feed = feeds.open(P7, [position(1, 1)])
        await private_redis.start()
        feed.publish([position(1, 2)])
        await heard.until(1, 2)
        await private_redis.stop()
        await _store(engines["rramu_owner"], position(2, 1))
        await heard.until(2, 1)
    await redis.aclose()


async def test_waits_for_the_database_when_redis_is_empty(redis: Redis, database: Settings) -> None:
    nowhere = create_async_engine("postgresql+asyncpg://nobody@/nothing?host=/nonexistent")
    heard = Heard()
    replica = Replica(redis, database.redis.prefix, nowhere, heard)
    feeds = Feeds(redis, database.redis.prefix)
    async with working(replica.run(), feeds.run()):
        feeds.open(P7, [position(1, 1)])
        await heard.until(1, 1)
    await nowhere.dispose()


def fix_of(vehicle: int, second: int, boot: int, seq: int) -> LivePosition:
    measured_at = position(1, 0).measured_at + timedelta(seconds=second)
    return msgspec.structs.replace(position(vehicle, seq, boot=boot), measured_at=measured_at)


fixes = st.builds(
    fix_of,
    st.integers(1, 4),
    st.integers(0, 5),
    st.integers(1, 3),
    st.integers(1, 9),
)


@given(fixes=st.lists(fixes, max_size=40), again=st.randoms(use_true_random=False))
def test_the_newest_wins_in_any_order_and_any_number_of_times(fixes: list[LivePosition], again: Random) -> None:
    def newest(each: LivePosition) -> tuple[object, int, int]:
        return each.measured_at, each.boot, each.seq

    told: list[LivePosition] = []
    replica = Replica(None, "", None, told.extend)  # type: ignore[arg-type]  # neither is touched: nothing runs
    shuffled = fixes * 2
    again.shuffle(shuffled)
    for each in shuffled:
        replica.apply([each])
    expected: dict[UUID, tuple[object, int, int]] = {}
    for each in fixes:
        expected[each.vehicle_id] = max(expected.get(each.vehicle_id, newest(each)), newest(each))
    assert {vehicle: newest(each) for vehicle, each in replica.positions().items()} == expected
    # Whoever applies what was told to an earlier snapshot has the later snapshot.
    assert {each.vehicle_id: each for each in told} == dict(replica.positions())
