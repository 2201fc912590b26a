"""Programs found again by the number they noted when they started, and no other."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from gateways.cli.embedded.places import Places
from gateways.cli.embedded.programs import PROGRAMS, ProgramName

END_WAIT_S = 60.0

NOTE_AND_BECOME = 'echo "$$ $(cut -d" " -f22 /proc/$$/stat)" >"$0" && exec "$@"'
"""Shell: note number and start (clock ticks since boot, kept through exec) in the file `$0`, then become the program."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A program that runs now and noted its number."""

    name: ProgramName
    process: psutil.Process

    def end(self) -> None:
        """Stop it as the supervisor would have; PostgreSQL is told to end sessions at once, keeping every commit."""
        end(self.process, signal.SIGINT if self.name == "postgres" else signal.SIGTERM)


def recorded(places: Places) -> list[Recorded]:
    """Find the instance's programs that run now, in the order of starting."""
    return [Recorded(name, process) for name in PROGRAMS if (process := _process(places.pids / name)) is not None]


def end(process: psutil.Process, number: signal.Signals) -> None:
    """Send the signal, wait for the end, and kill what does not end."""
    deadline = time.monotonic() + END_WAIT_S
    try:
        process.send_signal(number)
        # A process whose new parent is slow to collect it has ended too.
        while process.status() != psutil.STATUS_ZOMBIE and process.is_running():
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(0.02)
    except psutil.NoSuchProcess:
        return


def _process(file: Path) -> psutil.Process | None:
    try:
        number, started = file.read_text(encoding="ascii").split()
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
        # After the name in brackets: state is the third field of the line, start the twenty-second.
        state, *rest = stat.rpartition(")")[2].split()
        return psutil.Process(int(number)) if rest[18] == started and state != "Z" else None
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None
