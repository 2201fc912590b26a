"""Take-over: two, then four trackers under 2,000 fixes a second, one of them killed −9 on the way; history and journals are then compared.

A take-over lasts, for each partition of the killed one, from the kill until another tracker's session is up in it. Each box numbers its
fixes from 1, so its journal is known: every number once is all there is to be stored. Source of the bar: issue of the tracker (within 5 s).
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import asyncpg
import msgspec
import uvloop

from db.engine import connect_arguments
from gateways.cli.embedded import SERVICES, refresh_boxes, reset, settings_file, start, temporary_name
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.telemetry import PARTITIONS
from load.fleet import PASSWORD, fill
from load.moves import Boxes, Send
from load.report import Found, machine
from load.sides import say, side

TRACKERS = (2, 4)
VEHICLES = 320
FIXES_PER_S = 2000.0
BEFORE_S, AFTER_S = 5.0, 15.0
"""Sent before the kill, and after it."""
PATIENCE_S = 120.0

_STORED = """
    SELECT count(*) AS fixes, count(DISTINCT (box_id, boot, seq)) AS different,
           (SELECT coalesce(sum(last), 0) FROM (SELECT max(seq) AS last FROM positions GROUP BY box_id, boot) a)::bigint AS numbered,
           (SELECT count(*) FROM refused_fixes) AS refused,
           (SELECT coalesce(sum(settled_seq), 0) FROM box_progress)::bigint AS settled,
           max(extract(epoch FROM received_at - measured_at) * 1000 + stored_ms)::float8 AS latest_ms
    FROM positions
"""


class Tracker:
    """`python -m gateways.mqtt`: what it owns, and since when boxes are heard there (seconds of the loop)."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.up: dict[str, float] = {}

    async def listen(self) -> None:
        """Read its log to the end."""
        assert self.process.stdout is not None  # noqa: S101 - it was opened with a pipe
        while line := await self.process.stdout.readline():
            said = msgspec.json.decode(line, type=dict[str, object])
            if said["event"] == "session_up":
                self.up[str(said["partition"])] = asyncio.get_running_loop().time()
            elif said["event"] == "partition_left":
                self.up.pop(str(said["partition"]), None)


class Stored(NamedTuple):
    """What a run left in the database, against what was sent."""

    fixes: int
    different: int
    numbered: int
    refused: int
    settled: int
    latest_ms: float


def run() -> Found:
    """Measure, in an instance of the bench's own each time, deleted afterwards."""
    figures: dict[str, float | list[float]] = {"fixes_per_s": FIXES_PER_S, "vehicles": float(VEHICLES)}
    for count in TRACKERS:
        instance = temporary_name("bench")
        try:
            settings = start(instance, only=set(SERVICES))
            figures |= uvloop.run(_measure(instance, settings, count))
        finally:
            reset(instance)
    return Found(bench="takeover", command="./rramu bench takeover", ratios={}, figures=figures, machine=machine())


async def _measure(instance: str, settings: Settings, count: int) -> dict[str, float | list[float]]:
    boxes = {f"moving-{number:04d}": number % len(PARTITIONS) for number in range(VEHICLES)}
    await fill(settings, boxes)
    await asyncio.to_thread(refresh_boxes, instance)
    environment = os.environ | {SETTINGS_FILE_VARIABLE: str(_of_several(instance))}
    async with AsyncExitStack() as stack:
        trackers = [await _tracker(stack, environment) for _ in range(count)]
        await _until_shared(trackers)
        named = {name: PARTITIONS[partition] for name, partition in boxes.items()}
        senders = await side(stack, environment, "load.moves", Boxes(names=named, password=PASSWORD))
        sending = Send(beginning="moving-", fixes_per_s=FIXES_PER_S, seconds=BEFORE_S + AFTER_S)
        sent = asyncio.create_task(say(senders, msgspec.json.encode(sending)))
        await asyncio.sleep(BEFORE_S)
        killed = trackers.pop()
        left = sorted(killed.up)
        killed.process.kill()
        at_s = asyncio.get_running_loop().time()
        await _until_shared(trackers)
        up = {partition: since for tracker in trackers for partition, since in tracker.up.items()}
        took = [round(up[partition] - at_s, 2) for partition in left]
        wanted = int(await sent)
        stored = await _until_stored(settings, wanted)
    return {
        f"{count}_trackers_takeover_s": sorted(took),
        f"{count}_trackers_sent": float(wanted),
        f"{count}_trackers_stored": float(stored.fixes),
        f"{count}_trackers_lost": float(wanted - stored.different),
        f"{count}_trackers_doubled": float(stored.fixes - stored.different),
        f"{count}_trackers_gaps": float(stored.numbered - stored.different),
        f"{count}_trackers_without_receipt": float(wanted - stored.settled),
        f"{count}_trackers_refused": float(stored.refused),
        f"{count}_trackers_latest_s": round(stored.latest_ms / 1000, 2),
    }


def _of_several(instance: str) -> Path:
    """Write the settings of an instance's trackers when there are several: the port of the one for its figures is nobody's."""
    one = settings_file(instance)
    lines = one.read_text(encoding="utf-8").splitlines(keepends=True)
    several = one.with_name("trackers.env")
    several.touch(mode=0o600)
    several.write_text("".join(line for line in lines if "TRACKER_PORT" not in line), encoding="utf-8")
    return several


async def _tracker(stack: AsyncExitStack, environment: Mapping[str, str]) -> Tracker:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "gateways.mqtt", stdout=PIPE, env=environment)
    tracker = Tracker(process)
    listening = asyncio.create_task(tracker.listen())

    async def end() -> None:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening

    stack.push_async_callback(end)
    return tracker


async def _until_shared(trackers: list[Tracker]) -> None:
    """Wait until these have every partition between them, in shares that differ by one at most, and the broker hears them there."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            sizes = [len(tracker.up) for tracker in trackers]
            everything = set[str]().union(*(tracker.up for tracker in trackers))
            if len(everything) == sum(sizes) == len(PARTITIONS) and max(sizes) - min(sizes) <= 1:
                return
            if any(tracker.process.returncode is not None for tracker in trackers):
                raise RuntimeError("a tracker ended")
            await asyncio.sleep(0.05)


async def _until_stored(settings: Settings, wanted: int) -> Stored:
    """Wait until so many fixes are stored and receipted, at most `PATIENCE_S`; give what is."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    began_s = asyncio.get_running_loop().time()
    try:
        while True:
            (row,) = await connection.fetch(_STORED)
            stored = Stored(**dict(row))
            waited_s = asyncio.get_running_loop().time() - began_s
            if (stored.different >= wanted and stored.settled >= wanted) or waited_s > PATIENCE_S:
                return stored
            await asyncio.sleep(0.5)
    finally:
        await connection.close()
