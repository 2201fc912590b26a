"""A wrong clock for one program of an instance and nobody else, by libfaketime: it reads from a file how far off it is, once a second.

Only the time of day is off; what measures spans stays right, as on a machine whose clock is set.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateways.cli.embedded import ProgramName
from gateways.cli.embedded.places import CHECKOUT

PROGRAMS: Sequence[ProgramName] = ("tracker", "api", "worker", "redis", "postgres", "mosquitto")
NO_LIBRARY = "libfaketime is neither installed nor to be fetched"
PLAIN_ALLOCATOR: Mapping[ProgramName, str] = {"redis": "libc.so.6"}
"""A program whose own allocator, jemalloc, asks for the time while libfaketime asks it for memory is given the C library's instead."""
HOUR_S = 3600
TOOLS = CHECKOUT / ".rramu" / "tools" / "libfaketime"
NAME = "faketime/libfaketimeMT.so.1"


def library() -> Path | None:
    """Find the library, installed or in the checkout's tools; else fetch Debian's package there. None: not to be had.

    To be asked where there is a network.
    """
    found = _found()
    if found is not None:
        return found
    TOOLS.mkdir(parents=True, exist_ok=True)
    if _runs("apt-get", "download", "libfaketime"):
        for package in TOOLS.glob("*.deb"):
            _runs("dpkg", "-x", str(package), str(TOOLS))
    return _found()


def _found() -> Path | None:
    return next((file for root in (Path("/"), TOOLS) for file in (root / "usr" / "lib").glob(f"*/{NAME}")), None)


def _runs(*words: str) -> bool:
    """Run a tool of the machine in the folder of ours; tell whether it did its work."""
    try:
        return subprocess.run(words, cwd=TOOLS, capture_output=True, check=False).returncode == 0  # noqa: S603 - words of this file
    except FileNotFoundError:
        return False


class Clocks:
    """The clocks of an instance's programs, each in a file of a folder that every service's user can read."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o755, parents=True)
        # The services' users cannot enter a checkout under a closed home.
        self._library = Path(shutil.copy(library, folder))
        for program in PROGRAMS:
            self.set(program, 0)

    def under(self) -> Mapping[ProgramName, Sequence[str]]:
        """Give the words each program is to be run by."""
        return {program: self._words(program) for program in PROGRAMS}

    def set(self, program: ProgramName, ahead_s: int) -> None:
        """Set how far a program's clock is ahead; negative, behind."""
        file = self._folder / program
        beside = file.with_suffix(".new")
        beside.write_text(f"{ahead_s:+d}\n", encoding="ascii")
        beside.chmod(0o644)
        beside.replace(file)

    def _words(self, program: ProgramName) -> Sequence[str]:
        libraries = [str(self._library), PLAIN_ALLOCATOR.get(program)]
        return [
            "env",
            f"LD_PRELOAD={':'.join(filter(None, libraries))}",
            f"FAKETIME_TIMESTAMP_FILE={self._folder / program}",
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "FAKETIME_DISABLE_SHM=1",
            "NO_FAKE_STAT=1",
        ]
