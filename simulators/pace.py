"""Waiting in domain time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from kit.clock import Clock

LOOK_AT_CLOCK_S = 0.5
"""Real seconds; a change of the clock's rate is noticed within."""


class Pace:
    """Domain time to wait in; the clock is kept fresh by whoever reads it from the wire.

    Thousands wait at once: each sleeps through to its end, and one look at the clock wakes them all when its rate has changed.

    Args:
        clock: domain time.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._epoch = clock.epoch
        self._alarms: set[asyncio.Timeout] = set()
        self._is_looking = False

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
            await self._wait(changed, left_s)
        return True

    async def _wait(self, changed: asyncio.Event, real_s: float) -> None:
        """Wait until `changed` is set, `real_s` have passed, or the clock's rate is another one."""
        alarm = asyncio.timeout(real_s)
        try:
            async with alarm:
                self._alarms.add(alarm)
                if not self._is_looking:
                    self._is_looking = True
                    self._look()
                await changed.wait()
        except TimeoutError:
            return
        finally:
            self._alarms.discard(alarm)

    def _look(self) -> None:
        """Wake everybody when the clock was set, and look again soon, for as long as anybody waits."""
        loop = asyncio.get_running_loop()
        if self.clock.epoch is not self._epoch:
            self._epoch = self.clock.epoch
            for alarm in self._alarms:
                if not alarm.expired():
                    alarm.reschedule(loop.time())
        self._is_looking = bool(self._alarms)
        if self._is_looking:
            loop.call_later(LOOK_AT_CLOCK_S, self._look)
