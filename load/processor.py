"""Processor time of an instance's programs, as the system counts it: what a command costs whoever else is on the machine."""

from collections.abc import Mapping
from contextlib import suppress

import psutil

from gateways.cli.embedded import states


class Processor:
    """Counts processor seconds by program, children included (PostgreSQL is a process per connection)."""

    def __init__(self, instance: str, **others: int) -> None:
        """`others`: processes of the bench's own that are counted too, by their names."""
        programs = {state.name: state.pid for state in states(instance) if state.is_live and state.pid}
        self._programs = {name: psutil.Process(pid) for name, pid in (*programs.items(), *others.items())}

    def seconds(self) -> Mapping[str, float]:
        """Give the processor seconds each program has taken since it started."""
        return {name: _seconds(process) for name, process in self._programs.items()}


def spent_ms(before: Mapping[str, float], after: Mapping[str, float], name: str) -> float:
    """Give the milliseconds a program took between two counts."""
    return 1000 * (after[name] - before[name])


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    spent = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # ended since: its parent counts it
            own = child.cpu_times()
            spent += own.user + own.system
    return spent
