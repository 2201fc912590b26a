"""How much processor an instance's programs use, sampled beside a load."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import NamedTuple

import psutil

from gateways.cli import embedded
from kit.clock import real_now

EVERY_S = 2.0


class Sample(NamedTuple):
    """Processor seconds used so far, by program."""

    at: datetime
    cpu_s: dict[str, float]


@contextmanager
def sampled(instance: str) -> Generator[list[Sample]]:
    """Sample meanwhile; the list grows until the end of the block."""
    roots = {state.name: state.pid for state in embedded.states(instance) if state.pid is not None}
    samples: list[Sample] = []
    over = threading.Event()

    def sample() -> None:
        while not over.wait(EVERY_S):
            samples.append(Sample(real_now(), {name: _cpu_s(pid) for name, pid in roots.items()}))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        over.set()
        thread.join()


def cores(samples: list[Sample], since: datetime, until: datetime) -> dict[str, float]:
    """Give how many cores each program used between two instants; nothing when too few samples fall between."""
    inside = [sample for sample in samples if since <= sample.at <= until]
    if not inside or inside[0].at == inside[-1].at:
        return {}
    first, last = inside[0], inside[-1]
    seconds = (last.at - first.at).total_seconds()
    return {name: (last.cpu_s[name] - first.cpu_s[name]) / seconds for name in first.cpu_s}


def _cpu_s(pid: int) -> float:
    """Give what a process and its children have used; children that ended, PostgreSQL's are reaped, count with it."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                total += times.user + times.system
    return total
