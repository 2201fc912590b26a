"""What a bench says: figures with their units in their names, ratios under fixed names, the command, the machine."""

import platform
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import psutil

from load.budgets import Verdict, judge

Figures = Mapping[str, float | list[float]]


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Where it ran. `load_1m`: how busy the machine was at the end; over `cores`, others worked too."""

    processor: str
    cores: int
    memory_gib: float
    python: str
    system: str
    load_1m: float


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One bench's figures. Every figure's name ends with its unit (`_per_s`, `_ms`); `ratios` have none."""

    bench: str
    command: str
    ratios: Mapping[str, float]
    figures: Figures
    machine: Machine
    budgets: list[Verdict] = []
    """What was found against `budgets.toml`."""
    not_done: Mapping[str, str] = {}
    """What this machine could not do, and why."""


Bench = Callable[..., Found]
"""Takes the words of the command line that are its own, if it has some."""


def machine() -> Machine:
    """Describe this machine."""
    return Machine(
        processor=_processor(),
        cores=psutil.cpu_count() or 1,
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        python=sys.version.split()[0],
        system=platform.platform(),
        load_1m=round(psutil.getloadavg()[0], 2),
    )


def judged(found: Found) -> Found:
    """Give what a bench found with the verdicts of its budgets."""
    return msgspec.structs.replace(found, budgets=judge(found.bench, {**found.figures, **found.ratios}))


def as_json(found: Found) -> str:
    """Write the figures as one JSON object."""
    return msgspec.json.encode(found).decode()


def as_text(found: Found) -> str:
    """Write the figures for a person."""
    lines = [f"{found.bench}   ({found.command})"]
    lines += [f"  {name:<28} {value:>12.2f}  × the bare component" for name, value in found.ratios.items()]
    for name, value in found.figures.items():
        shown = f"{value:>12,.1f}" if isinstance(value, float | int) else ", ".join(f"{one:,.1f}" for one in value)
        lines.append(f"  {name:<28} {shown}")
    for one in found.budgets:
        said = {True: "within", False: "NOT within", None: "not measured against"}[one.within]
        lines.append(f"  {one.figure}: {said} its budget ({one.bar})")
    lines += [f"  {what}: not done, {why}" for what, why in found.not_done.items()]
    host = found.machine
    lines.append(f"  on {host.cores} cores of {host.processor}, load {host.load_1m}, Python {host.python}")
    return "\n".join(lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
