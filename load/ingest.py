"""Ingest: fixes a second that one tracker stores, indexes, publishes and receipts, beside what a bare subscriber only counts.

Source of the bars: design, section 10. Both sides get the same messages from the same boxes through the same broker, TLS on both; pairs
alternate and the median pair counts. Ours is timed by the boxes, from their first byte to the tracker's last receipt; the bare one
from its first message to its last.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from statistics import median

import msgspec

from gateways.cli.embedded import SERVICES, refresh_boxes, reset, settings_file, start, temporary_name
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from load.counting import Count
from load.fleet import PASSWORD, fill
from load.publisher import Result, Task
from load.report import Found, machine

PAIRS = 5
BOXES = 50
PARTITION = 0
PARTITION_NAME = "p00"
MESSAGES = {"single": 1000, "batch20": 300}
"""Per box and run."""
FIXES = {"single": 1, "batch20": 20}
PATIENCE_S = 60.0


def run() -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards."""
    instance = temporary_name("bench")
    names = [f"bench-{number:04d}" for number in range(BOXES)]
    try:
        settings = start(instance, only=set(SERVICES))
        asyncio.run(fill(settings, dict.fromkeys(names, PARTITION)))
        refresh_boxes(instance)
        environment = os.environ | {SETTINGS_FILE_VARIABLE: str(settings_file(instance))}
        bench = _Pairs(settings, environment, names)
        figures: dict[str, float | list[float]] = {}
        ratios: dict[str, float] = {}
        for load in MESSAGES:
            pairs = [bench.pair(load, turn) for turn in range(PAIRS)]
            each = [fixes_per_s / messages_per_s for fixes_per_s, messages_per_s in pairs]
            ratios[load] = round(median(each), 3)
            figures[f"{load}_fixes_per_s"] = round(median(ours for ours, _ in pairs))
            figures[f"{load}_bare_messages_per_s"] = round(median(bare for _, bare in pairs))
            figures[f"{load}_ratio_of_each_pair"] = [round(one, 3) for one in each]
    finally:
        reset(instance)
    return Found(bench="ingest", command="./rramu bench ingest", ratios=ratios, figures=figures, machine=machine())


class _Pairs:
    """Runs one side after the other on the same messages."""

    def __init__(self, settings: Settings, environment: dict[str, str], names: list[str]) -> None:
        self._settings = settings
        self._environment = environment
        self._names = names
        self._boot = 0

    def pair(self, load: str, turn: int) -> tuple[float, float]:
        """Give (our fixes a second, the bare subscriber's messages a second); who goes first alternates."""
        if turn % 2:
            bare = self._bare(load)
            return self._ours(load), bare
        ours = self._ours(load)
        return ours, self._bare(load)

    def _ours(self, load: str) -> float:
        with self._tracker(), self._publisher(load, receipted=True) as publisher:
            result = msgspec.json.decode(_say(publisher, ""), type=Result)
        assert result.receipted_s is not None  # noqa: S101 - it was asked for
        return len(self._names) * MESSAGES[load] * FIXES[load] / result.receipted_s

    def _bare(self, load: str) -> float:
        mqtt = self._settings.mqtt
        total = len(self._names) * MESSAGES[load]
        count = Count(
            host=mqtt.host,
            port=mqtt.port,
            ca_file=str(mqtt.ca_file),
            partition=PARTITION_NAME,
            password=mqtt.tracker_password.get_secret_value(),
            messages=total,
        )
        with self._process("load.counting", count) as counting, self._publisher(load, receipted=False) as publisher:
            _say(publisher, "")
            return total / float(_line(counting))

    @contextmanager
    def _publisher(self, load: str, *, receipted: bool) -> Generator[subprocess.Popen[str]]:
        self._boot += 1
        mqtt = self._settings.mqtt
        task = Task(
            host=mqtt.host,
            port=mqtt.port,
            ca_file=str(mqtt.ca_file),
            partition=PARTITION_NAME,
            boxes=self._names,
            password=PASSWORD,
            boot=self._boot,
            messages=MESSAGES[load],
            batch=FIXES[load],
            receipted=receipted,
        )
        with self._process("load.publisher", task) as publisher:
            yield publisher

    @contextmanager
    def _process(self, module: str, task: Task | Count) -> Generator[subprocess.Popen[str]]:
        """Start a side's process, give it its task, and wait until it is ready."""
        with subprocess.Popen(  # noqa: S603 - one of the two modules named above
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment,
        ) as process:
            try:
                ready = _say(process, msgspec.json.encode(task).decode())
                if ready != "READY":
                    raise RuntimeError(f"{module} is not ready: {ready!r}")
                yield process
            finally:
                process.kill()

    @contextmanager
    def _tracker(self) -> Generator[None]:
        """Run one tracker; it hears the bench's partition from then on."""
        with subprocess.Popen(
            [sys.executable, "-m", "gateways.mqtt"], stdout=subprocess.PIPE, text=True, env=self._environment
        ) as process:
            try:
                while True:
                    said = msgspec.json.decode(_line(process), type=dict[str, object])
                    if said["event"] == "session_up" and said["partition"] == PARTITION_NAME:
                        break
                yield
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=PATIENCE_S)
            finally:
                process.kill()


def _say(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
    process.stdin.write(words + "\n")
    process.stdin.flush()
    return _line(process)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args!r} ended: {process.poll()}")
    return line.rstrip()
