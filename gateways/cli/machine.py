"""The machine a figure was measured on."""

import platform
from pathlib import Path

import psutil
from msgspec import Struct


class Machine(Struct, frozen=True, kw_only=True):
    """What makes two figures comparable."""

    system: str
    processor: str
    cores: int
    memory_bytes: int
    python: str


def this_machine() -> Machine:
    """Describe the machine that runs this process."""
    models = (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name"))
    names = (
        line.partition("=")[2].strip('"\n') for line in _lines("/etc/os-release") if line.startswith("PRETTY_NAME")
    )
    return Machine(
        system=f"{next(names, platform.system())}, Linux {platform.release()}",
        processor=next(models, platform.machine()),
        cores=psutil.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
        python=platform.python_version(),
    )


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
