"""Whether a process can do its work: each thing it works with is asked, and told as one JSON (`kit.wire.health.Health`).

What a process cannot work without makes it not ready; the rest is told beside. Redis away, the room works with its map standing still. A
clock that is off is told and never closes a door: were it the database's, every process would leave at once, and no call would be taken.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from db import standing
from db.trouble import PASSING, passes
from gateways.redis import REDIS_AWAY, clock_offset_s
from kit.process import heed_cancellation
from kit.wire.health import Health, Part

PATIENCE_S = 2.0
LOOK_S = 5.0
FRESH_S = 20.0
"""What was found longer ago is no longer believed: the process looks no more."""


async def look(engine: AsyncEngine, redis: Redis, tolerance_s: float, own: Sequence[Part] = ()) -> Health:
    """Ask the database and Redis; `own` are the process's own parts. `tolerance_s`: how far off a clock may be."""
    database, redis_offset_s = await asyncio.gather(_database(engine), _redis_offset_s(redis))
    parts = [
        Part(name="database", ok=database is not None),
        Part(name="redis", ok=redis_offset_s is not None, needed=False),
        *own,
    ]
    offsets_s = {"redis": redis_offset_s}
    if database is not None:
        needed = standing.needed_revision()
        detail = "" if database.revision == needed else f"{database.revision}, this code is of {needed}"
        parts.append(Part(name="schema", ok=database.has_schema, detail=detail))
        offsets_s["database"] = database.clock_offset_s
    off = {source: by_s for source, by_s in offsets_s.items() if by_s is not None and abs(by_s) > tolerance_s}
    told = ", ".join(f"{source} {by_s:+.1f} s" for source, by_s in sorted(off.items()))
    parts.append(Part(name="clock", ok=not off, needed=False, detail=told))
    return Health(
        database=database is not None,
        redis=redis_offset_s is not None,
        ready=all(part.ok for part in parts if part.needed),
        parts=parts,
    )


class Watch:
    """Looks every few seconds, for a process whose health is asked from another thread."""

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis,
        tolerance_s: float,
        own: Callable[[], Sequence[Part]],
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._engine = engine
        self._redis = redis
        self._tolerance_s = tolerance_s
        self._own = own
        self._now_s = now_s
        self._found: tuple[float, Health] | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.step()
            heed_cancellation()
            await asyncio.sleep(LOOK_S)

    async def step(self) -> bool:
        """Look once; a job's step, with never more to do at once."""
        self._found = self._now_s(), await look(self._engine, self._redis, self._tolerance_s, self._own())
        return False

    def health(self) -> Health:
        """Give what was found last; not ready when that is long ago."""
        if self._found is None or self._now_s() - self._found[0] > FRESH_S:
            late = Part(name="process", ok=False, detail="has not looked lately")
            return Health(database=False, redis=False, ready=False, parts=[late])
        return self._found[1]


async def _database(engine: AsyncEngine) -> standing.Standing | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await standing.ask(engine)
    except PASSING as error:
        heed_cancellation()
        if not passes(error):
            raise
        return None


async def _redis_offset_s(redis: Redis) -> float | None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await clock_offset_s(redis)
    except (*REDIS_AWAY, TimeoutError):
        return None
