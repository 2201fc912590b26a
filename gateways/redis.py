"""What every door does with Redis besides the feeds: open it, know that it is away, publish the process's counters there."""

import os
from collections.abc import Mapping
from time import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

from kit import counters
from kit.settings import RedisSettings

REDIS_AWAY = (RedisError, OSError)
"""What a Redis command raises while the server is away."""
ANSWER_S = 2.0


def open_redis(settings: RedisSettings) -> Redis:
    """Open a client whose commands wait two seconds at most; a feed is followed with `tracker.live.feed.connect`."""
    url = settings.url.get_secret_value()
    return Redis.from_url(url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S)


async def clock_offset_s(redis: Redis) -> float:
    """Ask Redis how many seconds its clock is ahead of this machine's, within half a round trip."""
    before = time()
    seconds, microseconds = await redis.time()
    return seconds + microseconds / 1e6 - (before + time()) / 2


async def publish_counters(redis: Redis, prefix: str, process: str) -> None:
    """Keep this process's counters on Redis for `./rramu status`, until cancelled. `process` is its kind: `api`, `tracker`, `worker`."""
    key = f"{prefix}counters:{process}-{os.getpid()}"

    async def write(fields: Mapping[str, str]) -> None:
        async with redis.pipeline(transaction=False) as pipe:
            pipe.hset(key, mapping=fields)
            pipe.expire(key, counters.KEPT_S)
            await pipe.execute()

    await counters.publish(write, REDIS_AWAY)
