"""Counts of what a process did and refused, kept in memory and published for `./rramu status`. Never an id, never a name."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from kit.clock import real_now
from kit.process import heed_cancellation

PERIOD_S = 2.0
KEPT_S = 10
"""A process that has published nothing for so long is gone."""

_counts: Counter[str] = Counter()
_started_at = real_now()


def count(name: str, n: int = 1) -> None:
    """Add to a counter. Names are dotted, from the general to the particular: `fix.refused.IN_THE_FUTURE`."""
    _counts[name] += n


def totals() -> dict[str, int]:
    """Give every counter of this process since it started."""
    return dict(_counts)


def fields() -> dict[str, str]:
    """Give what is published: every counter, and `started_at` (real time) since when it counts."""
    return {"started_at": _started_at.isoformat()} | {name: str(total) for name, total in _counts.items()}


async def publish(write: Callable[[Mapping[str, str]], Awaitable[object]], away: tuple[type[Exception], ...]) -> None:
    """Hand the fields to `write` every `PERIOD_S`, real time, until cancelled; the door decides where they go.

    `write` puts them under the process's name with an expiry of `KEPT_S`; `away` are the errors it raises while the store is away.
    """
    while True:
        try:
            await write(fields())
        except away:
            count("counters.unpublished")
        heed_cancellation()
        await asyncio.sleep(PERIOD_S)
