"""What the tracker tells: each change once, numbered, with the hash always at the head of the feed; whatever happens to Redis."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from redis.asyncio import Redis

from kit.settings import Settings
from kit.wire.live import PositionFeed
from tests.tracker.live.conftest import PrivateRedis
from tests.tracker.live.moves import position, vehicle_id, working
from tracker.live.feed import Feeds, Head, channel, connect, hash_key
from tracker.live.snapshot import from_redis

P7 = "p07"


@pytest.fixture
async def redis(database: Settings, redis_client: Redis) -> AsyncIterator[Redis]:
    del redis_client  # it deletes the test's names at the end
    client = connect(database.redis)
    yield client
    await client.aclose()


@asynccontextmanager
async def listening(redis: Redis, prefix: str) -> AsyncGenerator[AsyncIterator[PositionFeed]]:
    """Hear the feeds."""
    async with redis.pubsub(ignore_subscribe_messages=True) as subscription:
        await subscription.subscribe(channel(prefix))
        await subscription.get_message(timeout=None)  # the subscription's own receipt

        async def messages() -> AsyncIterator[PositionFeed]:
            async for message in subscription.listen():
                for feed in msgspec.msgpack.decode(message["data"], type=list[PositionFeed]):
                    yield feed

        yield messages()


async def test_a_change_is_told_once_and_the_hash_stands_at_its_number(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    feeds = Feeds(redis, prefix)
    async with listening(redis, prefix) as messages, working(feeds.run()):
        feed = feeds.open(P7, [position(1, 1)])
        first = await anext(messages)
        assert (first.n, first.moved) == (1, [])
        feed.publish([position(1, 2), position(2, 1)])
        feed.publish([position(1, 3)])
        second = await anext(messages)
        assert (second.epoch, second.n, second.partition) == (first.epoch, 2, P7)
        assert {moved.vehicle_id: moved.seq for moved in second.moved} == {vehicle_id(1): 3, vehicle_id(2): 1}
        head, states = (await from_redis(redis, prefix, [P7]))[P7]
        assert head is not None
        assert head.epoch == second.epoch
        assert head.n >= second.n
        assert sorted(states, key=lambda state: state.vehicle_id) == [position(1, 3), position(2, 1)]


async def test_what_several_partitions_have_to_tell_goes_in_one_message(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    feeds = Feeds(redis, prefix)
    opened = [feeds.open(partition, []) for partition in (P7, "p08")]
    async with redis.pubsub(ignore_subscribe_messages=True) as subscription:
        await subscription.subscribe(channel(prefix))
        await subscription.get_message(timeout=None)
        async with working(feeds.run()):
            for number, feed in enumerate(opened):
                feed.publish([position(number, 1)])
            message = await anext(subscription.listen())
            told = msgspec.msgpack.decode(message["data"], type=list[PositionFeed])
            assert [(one.partition, one.n) for one in told] == [(P7, 1), ("p08", 1)]


async def test_a_resting_partition_still_speaks(redis: Redis, database: Settings) -> None:
    feeds = Feeds(redis, database.redis.prefix)
    async with listening(redis, database.redis.prefix) as messages, working(feeds.run()):
        feeds.open(P7, [])
        assert [(await anext(messages)).n for _ in range(3)] == [1, 2, 3]


async def test_a_flushed_hash_is_filled_again_from_memory_under_a_new_epoch(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    feeds = Feeds(redis, prefix)
    async with listening(redis, prefix) as messages, working(feeds.run()):
        feed = feeds.open(P7, [position(1, 1)])
        first = await anext(messages)
        await redis.delete(hash_key(prefix, P7))
        feed.publish([position(2, 1)])
        refilled = await anext(messages)
        while refilled.epoch == first.epoch:
            refilled = await anext(messages)
        assert (refilled.n, refilled.moved) == (1, [])
        head, states = (await from_redis(redis, prefix, [P7]))[P7]
        assert head is not None
        assert head.epoch == refilled.epoch
        assert sorted(states, key=lambda state: state.vehicle_id) == [position(1, 1), position(2, 1)]


async def test_of_several_partitions_only_the_flushed_one_is_filled_again(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    feeds = Feeds(redis, prefix)
    async with listening(redis, prefix) as messages, working(feeds.run()):
        kept, flushed = feeds.open(P7, [position(1, 1)]), feeds.open("p08", [position(2, 1)])
        epochs = {one.partition: one.epoch for one in [await anext(messages) for _ in range(2)]}
        await redis.delete(hash_key(prefix, "p08"))
        kept.publish([position(1, 2)])
        flushed.publish([position(2, 2)])
        told = await anext(messages)
        while told.partition == P7 or told.epoch == epochs["p08"]:
            assert told.epoch == epochs[told.partition]
            told = await anext(messages)
        read = await from_redis(redis, prefix, [P7, "p08"])
        heads = {partition: head.epoch for partition, (head, _) in read.items() if head is not None}
        assert heads == {P7: epochs[P7], "p08": told.epoch}
        assert [states for _, states in read.values()] == [[position(1, 2)], [position(2, 2)]]


async def test_a_fleet_of_more_words_than_one_command_takes_is_filled_whole(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    fleet = [position(number, 1) for number in range(1, 1101)]
    feeds = Feeds(redis, prefix)
    async with listening(redis, prefix) as messages, working(feeds.run()):
        feed = feeds.open(P7, fleet)
        await anext(messages)
        feed.publish([position(2, 2)])
        await anext(messages)
        _, states = (await from_redis(redis, prefix, [P7]))[P7]
        assert {state.vehicle_id: state.seq for state in states} == {one.vehicle_id: one.seq for one in fleet} | {
            vehicle_id(2): 2
        }


async def test_a_partition_given_up_is_told_no_more(redis: Redis, database: Settings) -> None:
    prefix = database.redis.prefix
    feeds = Feeds(redis, prefix)
    async with listening(redis, prefix) as messages, working(feeds.run()):
        old = feeds.open(P7, [position(1, 1)])
        first = await anext(messages)
        new = feeds.open(P7, [position(1, 2)])
        feeds.close(old)  # the process that lost a partition may learn it after the partition came back
        old.publish([position(3, 9)])
        new.publish([position(1, 3)])
        second = await anext(messages)
        assert second.epoch != first.epoch
        assert (await from_redis(redis, prefix, [P7]))[P7][1] == [position(1, 3)]


async def test_nothing_is_lost_nor_blocked_while_redis_is_away(private_redis: PrivateRedis) -> None:
    redis = connect(private_redis.settings)
    prefix = private_redis.settings.prefix
    feeds = Feeds(redis, prefix)
    async with working(feeds.run()):
        feed = feeds.open(P7, [position(1, 1)])
        for seq in range(1, 500):
            feed.publish([position(2, seq)])
        await private_redis.start()
        async with listening(redis, prefix) as messages:
            assert (await anext(messages)).partition == P7
        feed.publish([position(1, 2)])
        await private_redis.stop()
        feed.publish([position(3, 1)])
        await private_redis.start()
        async with listening(redis, prefix) as messages:
            head = Head((await anext(messages)).epoch, 0)
        found, states = (await from_redis(redis, prefix, [P7]))[P7]
        assert found is not None
        assert found.epoch == head.epoch
        assert sorted(states, key=lambda state: state.vehicle_id) == [position(1, 2), position(2, 499), position(3, 1)]
    await redis.aclose()
