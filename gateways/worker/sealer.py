"""Numbers each centre's facts and tells the API processes, once committed.

What is told on Redis may be lost (a crash between commit and publishing, Redis away): it only says how far a centre has come. Each API
process reads the facts themselves from the chain, and looks at the chain's head by itself every few seconds.
"""

from collections.abc import Callable, Sequence

import msgspec
import structlog
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.redis import REDIS_AWAY
from kit.counters import count
from kit.ids import CentreId
from kit.wire.live import FactNews
from socle.audit import service as audit

log = structlog.get_logger()
_encode = msgspec.json.Encoder().encode


async def seal(
    engine: AsyncEngine,
    redis: Redis,
    channel: str,
    centre_id: CentreId,
    sealed: Callable[[Sequence[FactNews]], None],
) -> bool:
    """Seal the oldest rows of a centre; `sealed` is told of them when there were some. True when more are waiting."""
    async with writing(engine, None, [centre_id]) as session:
        news = await audit.seal(session, centre_id)
    if news:
        count("sealed", len(news))
        sealed(news)
        await _publish(redis, channel, news)
    return len(news) == audit.SEALED_AT_ONCE


async def _publish(redis: Redis, channel: str, news: Sequence[FactNews]) -> None:
    try:
        async with redis.pipeline(transaction=False) as pipe:
            for told in news:
                pipe.publish(channel, _encode(told))
            await pipe.execute()
    except REDIS_AWAY as error:
        count("sealed.untold", len(news))
        log.warning("sealed.untold", error=type(error).__name__)
