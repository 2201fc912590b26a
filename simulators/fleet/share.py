"""One process's share of a fleet: its boxes, what they see, and the cut."""

import asyncio
import os
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from ssl import SSLContext

import psutil

from kit.clock import Clock, real_now
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.sizes import size_of
from kit.wire.demo import DemoBox
from kit.wire.loads import FleetShare
from kit.wire.telemetry import Order, Stored
from simulators.faults import Fault, Faults
from simulators.fleet import lap
from simulators.journal import Disk, Journal
from simulators.logbook import Measured
from simulators.troubled import TroubledBox

CONNECTING_AT_ONCE = 20
"""Boxes of one process that may be connecting for the first time: as fast as the machine can, without time-outs."""
CONNECT_PATIENCE_S = 30.0
LOOK_EVERY_S = 0.2
SETTLING_S = 5.0
"""Between the first fix and the steady time: each box has taken one."""


@dataclass(frozen=True, slots=True)
class Load:
    """What to do: for how long (seconds of steady time), and when to cut how many boxes off, counted from its start."""

    seed: int
    steady_s: float
    troubles: Mapping[Fault, float]
    cut_at_s: float | None
    cut_boxes: int


class LoadBox(TroubledBox):
    """The box, with a stopwatch. Times are the loop's, seconds."""

    def __init__(  # noqa: PLR0917 - the same order as of a box
        self,
        identity: DemoBox,
        journal: Journal,
        broker: MqttSettings,
        context: SSLContext | None,
        number: int,
        watch: "Watch",
        faults: Faults,
    ) -> None:
        self.number = number
        self.was_up = asyncio.Event()
        self.cut_s: float | None = None
        self.back_s: float | None = None
        self._watch = watch
        self._kept: defaultdict[int, deque[tuple[int, float]]] = defaultdict(deque)
        """By boot, sequence and moment of the fixes without receipt: a receipt says nothing of another boot."""
        super().__init__(
            identity, journal, Clock(), broker, context, faults=faults, chance=Random(identity.name), on_order=_ignore
        )

    def keep(self, measured: Measured) -> None:
        """Keep a fix, and start its watch."""
        dropped = self.dropped
        super().keep(measured)
        newest = self._newest
        if newest is not None and self.dropped == dropped:
            self._kept[newest.boot].append((newest.seq, _now_s()))
            self._watch.kept()

    def cut(self) -> None:
        """Lose the connection, and wait for a fresh fix."""
        self.cut_s, self.back_s = _now_s(), None
        super().cut()

    def _connected(self, session_kept: bool) -> None:
        super()._connected(session_kept)
        self.was_up.set()
        if self.cut_s is not None and self.back_s is None:
            self.back_s = _now_s()

    def _take_stored(self, stored: Stored) -> None:
        super()._take_stored(stored)
        now_s = _now_s()
        kept = self._kept[stored.boot]
        while kept and kept[0][0] <= stored.seq:
            _, kept_s = kept.popleft()
            self._watch.receipted(now_s - kept_s)
            if self.cut_s is not None and self.back_s is not None and kept_s >= self.back_s:
                self._watch.fresh[size_of(now_s - self.cut_s)] += 1
                self.cut_s = None


class Watch:
    """Counts what the boxes see, in the steady time only but for `all_fixes`."""

    def __init__(self) -> None:
        self.is_on = False
        self.all_fixes = 0
        self.fixes = 0
        self.receipts = Counter[int]()
        self.fresh = Counter[int]()

    def kept(self) -> None:
        """Count a fix."""
        self.all_fixes += 1
        self.fixes += self.is_on

    def receipted(self, seconds: float) -> None:
        """Count a receipt by the time it took."""
        if self.is_on:
            self.receipts[size_of(seconds)] += 1


async def bear(
    load: Load, boxes: Sequence[tuple[int, DemoBox]], disk: Disk, broker: MqttSettings, stop: asyncio.Event
) -> FleetShare:
    """Connect the boxes (number in the fleet, identity), let them drive, cut some off when asked; end when the time is over.

    Raises (in a group): what `Box.run` raises.
    """
    process, context = psutil.Process(os.getpid()), tls_context(broker)
    before_bytes = process.memory_info().rss
    watch, faults = Watch(), Faults(load.seed, load.troubles)
    fleet = [
        LoadBox(identity, Journal(disk, identity.name), broker, context, number, watch, faults)
        for number, identity in boxes
    ]
    found_waiting = sum(box.waiting for box in fleet)
    turns, go = asyncio.Semaphore(CONNECTING_AT_ONCE), asyncio.Event()
    began_s = _now_s()
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(_drive(box, turns, go)) for box in fleet]
        connect_s = await _all_up(fleet, stop, began_s)
        go.set()
        await _wait(stop, SETTLING_S)
        memory_bytes = process.memory_info().rss - before_bytes
        watch.is_on, steady_from, cpu_before_s = True, real_now(), _cpu_s(process)
        if load.cut_at_s is not None:
            await _wait(stop, load.cut_at_s)
            for box in fleet:
                if box.number < load.cut_boxes:
                    box.cut()
        await _wait(stop, load.steady_s - (load.cut_at_s or 0.0))
        watch.is_on, steady_to, cpu_s = False, real_now(), _cpu_s(process) - cpu_before_s
        found = FleetShare(
            boxes=len(fleet),
            connected=sum(box.connected for box in fleet),
            connect_s=connect_s,
            steady_from=steady_from,
            steady_to=steady_to,
            fixes=watch.fixes,
            receipts=dict(watch.receipts),
            waiting=sum(box.waiting for box in fleet),
            refused=disk.refused(),
            fresh=dict(watch.fresh),
            memory_bytes=memory_bytes,
            cpu_s=cpu_s,
            troubles={fault.value: count for fault, count in faults.struck.items()},
            kept=found_waiting + watch.all_fixes,
            dropped=sum(box.dropped for box in fleet),
        )
        for task in running:
            task.cancel()
    return found


async def _drive(box: LoadBox, turns: asyncio.Semaphore, go: asyncio.Event) -> None:
    """Connect in turn, wait for the others, then take a fix at the interval the server asks for, each box at its own moment."""
    async with asyncio.TaskGroup() as tasks:
        async with turns:
            tasks.create_task(box.run())
            with suppress(TimeoutError):
                async with asyncio.timeout(CONNECT_PATIENCE_S):
                    await box.was_up.wait()
        await box.told_time.wait()
        await go.wait()
        began_s = _now_s()
        await asyncio.sleep(box.interval_s * Random(box.number).random())
        while True:
            box.record(lap.place(box.number, _now_s() - began_s))
            await asyncio.sleep(box.interval_s)


async def _all_up(fleet: Sequence[LoadBox], stop: asyncio.Event, began_s: float) -> float:
    """Wait until every box has been connected, at most so long as each might take in its turn; give how long it took, seconds."""
    longest_s = CONNECT_PATIENCE_S * (1 + len(fleet) / CONNECTING_AT_ONCE)
    took_s = 0.0
    while not stop.is_set() and took_s < longest_s and not all(box.told_time.is_set() for box in fleet):
        await _wait(stop, LOOK_EVERY_S)
        took_s = _now_s() - began_s
    return took_s


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until asked to stop."""
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            await stop.wait()
    except TimeoutError:
        return


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _ignore(_: Order) -> None:
    """A load obeys nobody."""
