"""What is done to whom. Each act returns once the harm is over: from then on things may recover. Some give figures of their own."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import httpx

from gateways.cli import embedded
from gateways.cli.embedded import ProgramName
from gateways.redis import open_redis
from kit.settings import Settings
from load import apart, clocks
from load.apart import SmallDisk
from load.clocks import HOUR_S, Clocks
from load.screens import Door, Onlooker

KILLED: Sequence[ProgramName] = ("tracker", "api", "worker", "redis", "postgres", "mosquitto")
FULL_S = 8.0
WRONG_S = 5.0
SWALLOWED_S = 12.0
EVICTED_WITHIN_S = 60.0
RUNS_WITHIN_S = 180.0
LOOK_S = 0.2

Figures = Mapping[str, float]
Act = Callable[[Random], Awaitable[Figures]]
NOTHING: Figures = {}


async def kill(instance: str, program: ProgramName) -> int:
    """Kill −9 one program of an instance, once it runs; gives its number.

    Raises: TimeoutError when it does not come to run.
    """
    async with asyncio.timeout(RUNS_WITHIN_S):
        while True:
            states = await asyncio.to_thread(embedded.states, instance)
            pid = next((one.pid for one in states if one.name == program and one.state == "RUNNING"), None)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                return pid
            await asyncio.sleep(LOOK_S)


@dataclass(frozen=True, kw_only=True)
class Harmer:
    """Harms an instance. `cut` cuts every box, `held` counts the fixes without receipt; what is None this machine cannot do."""

    instance: str
    settings: Settings
    cut: Callable[[], Awaitable[None]]
    held: Callable[[], Awaitable[int]]
    door: Door
    onlookers: Sequence[Onlooker]
    clocks: Clocks | None
    disk: SmallDisk | None
    is_apart: bool = field(default=False)

    def acts(self) -> dict[str, Act]:
        """Give every harm this machine can do, by name."""
        acts: dict[str, Act] = {f"{program}_killed": self._killing(program) for program in KILLED}
        acts |= {"redis_flushed": self._flush, "boxes_cut": self._cut_boxes, "screen_frozen": self._freeze}
        if self.disk is not None:
            acts["disk_full"] = self._fill_disk
        if self.clocks is not None:
            acts |= {f"{program}_clock": self._jumping(self.clocks, program) for program in clocks.PROGRAMS}
        if self.is_apart:
            acts["network_gone"] = self._swallow
        return acts

    def _killing(self, program: ProgramName) -> Act:
        async def act(_: Random) -> Figures:
            await kill(self.instance, program)
            return NOTHING

        return act

    def _jumping(self, given: Clocks, program: ProgramName) -> Act:
        async def act(chance: Random) -> Figures:
            given.set(program, chance.choice((-HOUR_S, HOUR_S)))
            await asyncio.sleep(WRONG_S)
            given.set(program, 0)
            return NOTHING

        return act

    async def _flush(self, _: Random) -> Figures:
        redis = open_redis(self.settings.redis)
        try:
            await redis.flushall()
        finally:
            await redis.aclose()
        return NOTHING

    async def _cut_boxes(self, _: Random) -> Figures:
        await self.cut()
        return NOTHING

    async def _fill_disk(self, _: Random) -> Figures:
        assert self.disk is not None  # noqa: S101 - the act is given only then
        with self.disk.full():
            await asyncio.sleep(FULL_S)
            return {"held_fixes": await self.held()}

    async def _swallow(self, _: Random) -> Figures:
        with apart.swallowing():
            await asyncio.sleep(SWALLOWED_S)
            return {"held_fixes": await self.held()}

    async def _freeze(self, _: Random) -> Figures:
        """Freeze a screen until the API has let go of it; the healthy ones tell how long they were told nothing meanwhile.

        Raises: TimeoutError when the healthy ones do not come to be there.
        """
        async with asyncio.timeout(RUNS_WITHIN_S):
            await self._screens(len(self.onlookers))
        for one in self.onlookers:
            one.longest_silence_s()
        began_s = asyncio.get_running_loop().time()
        frozen = await self.door.freeze()
        try:
            with suppress(TimeoutError):  # its figure is then that long
                async with asyncio.timeout(EVICTED_WITHIN_S):
                    await self._screens(len(self.onlookers) + 1)
                    await self._screens(len(self.onlookers))
        finally:
            frozen.transport.abort()
        return {
            "evicted_s": asyncio.get_running_loop().time() - began_s,
            "others_longest_silence_s": max(one.longest_silence_s() for one in self.onlookers),
        }

    async def _screens(self, wanted: int) -> None:
        """Wait until the API holds so many screens."""
        while True:
            with suppress(httpx.HTTPError):
                if await self.door.connected() == wanted:
                    return
            await asyncio.sleep(LOOK_S)
