"""Trackers as processes of their own, known by what they log."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from kit.wire.telemetry import PARTITIONS

PATIENCE_S = 180.0
"""Four processes start at once, on a machine that may have others to run."""
ROOT = Path(__file__).resolve().parents[3]


class Tracker:
    """`python -m gateways.mqtt`."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.owned = set[str]()
        self.said: list[str] = []
        """Every event it logged."""
        self._more = asyncio.Event()

    async def listen(self) -> None:
        """Read its log to the end."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said = msgspec.json.decode(line, type=dict[str, object])
            self.said.append(str(said["event"]))
            if said["event"] == "partition_taken":
                self.owned.add(str(said["partition"]))
            elif said["event"] == "partition_left":
                self.owned.discard(str(said["partition"]))
            self._more.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something it will have logged."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    assert self.process.returncode is None, "the tracker ended"
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            pytest.fail(f"never came: the tracker has {sorted(self.owned)} and said {self.said}")

    async def until_owning(self, count: int) -> None:
        """Wait until it owns so many partitions."""
        await self.until(lambda: len(self.owned) == count)

    async def until_saying(self, event: str) -> None:
        """Wait until it has logged this."""
        await self.until(lambda: event in self.said)

    async def end(self, how: signal.Signals) -> int:
        """Kill it, or ask it to stop; give how it ended."""
        self.process.send_signal(how)
        async with asyncio.timeout(PATIENCE_S):
            return await self.process.wait()


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncGenerator[Tracker]:
    """Run a tracker for the length of a block; still there, it is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateways.mqtt", cwd=ROOT, env=environment, stdout=PIPE
    )
    tracker = Tracker(process)
    listening = asyncio.create_task(tracker.listen())
    try:
        yield tracker
    finally:
        if process.returncode is None:
            await tracker.end(signal.SIGKILL)
        await listening


async def until_shared(trackers: Sequence[Tracker]) -> None:
    """Wait until these trackers have all partitions between them, each one once, in shares that differ by one at most."""
    each, left = divmod(len(PARTITIONS), len(trackers))

    def shared() -> bool:
        sizes = [len(tracker.owned) for tracker in trackers]
        everything = set[str]().union(*(tracker.owned for tracker in trackers))
        return everything == set(PARTITIONS) and sorted(sizes) == [each] * (len(trackers) - left) + [each + 1] * left

    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(tracker.until(shared)) for tracker in trackers]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
    assert shared()
