"""The last states at once: from a partition's hash in Redis, or from the table `last_positions`."""

from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis
from sqlalchemy import select

from db.engine import Reading
from db.models.positions import LastPosition
from kit.wire.live import LivePosition
from tracker.live.feed import HEAD, Head, hash_key

_head = msgspec.msgpack.Decoder(Head)
_position = msgspec.msgpack.Decoder(LivePosition)


async def from_redis(
    redis: Redis, prefix: str, partitions: Sequence[str]
) -> dict[str, tuple[Head | None, list[LivePosition]]]:
    """Read the hashes of these partitions, each with the head of the feed it stands at; none for a partition never told or flushed.

    Raises:
        redis.exceptions.RedisError: Redis is away.
    """
    async with redis.pipeline(transaction=False) as pipeline:
        for partition in partitions:
            pipeline.hgetall(hash_key(prefix, partition))
        hashes: list[dict[bytes, bytes]] = await pipeline.execute()
    read: dict[str, tuple[Head | None, list[LivePosition]]] = {}
    for partition, states in zip(partitions, hashes, strict=True):
        head = states.pop(HEAD, None)
        positions = [_position.decode(state) for state in states.values()]
        read[partition] = (None if head is None else _head.decode(head), positions)
    return read


async def from_database(session: Reading) -> list[LivePosition]:
    """Read the newest stored fix of every vehicle of the region."""
    table = LastPosition.__table__.c
    columns = [table[name] for name in LivePosition.__struct_fields__]
    return [LivePosition(**row) for row in (await session.execute(select(*columns))).mappings()]
