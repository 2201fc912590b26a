"""Waiting in domain time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.clock import Clock

LONGEST_NAP_S = 0.5
"""Real seconds; a change of the clock's rate is noticed within."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Domain time to wait in; the clock is kept fresh by whoever reads it from the wire."""

    clock: Clock

    def now(self) -> datetime:
        """Give domain time."""
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of domain time, through changes of the clock's rate."""
        await self.until_true(lambda: False, asyncio.Event(), seconds)

    async def until(self, at: datetime) -> None:
        """Wait until domain time is `at`."""
        await self.sleep((at - self.now()).total_seconds())

    async def until_true(self, holds: Callable[[], bool], changed: asyncio.Event, within_s: float) -> bool:
        """Wait until `holds`, looked at whenever `changed` is set, for at most `within_s` of domain time; tell whether it does."""
        deadline = self.now() + timedelta(seconds=within_s)
        while not holds():
            left_s = self.clock.real_seconds(deadline - self.now())
            if left_s <= 0:
                return False
            changed.clear()
            try:
                async with asyncio.timeout(min(left_s, LONGEST_NAP_S)):
                    await changed.wait()
            except TimeoutError:
                continue
        return True
