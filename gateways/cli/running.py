"""Run another program and give it the terminal."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.errors import CommandError

INTERRUPTED_WAIT_S = 15.0


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path = CHECKOUT) -> int:
    """Run to the end and give the exit code. Interrupted, the program has been too: it gets some time to tidy up."""
    try:
        with subprocess.Popen(command, cwd=folder, env=dict(environment or os.environ)) as process:
            try:
                return process.wait()
            except KeyboardInterrupt:
                _let_end(process)
                raise
    except FileNotFoundError as error:
        raise CommandError(f"{command[0]} is missing: run ./rramu, which installs it") from error


def module(name: str, *arguments: str) -> list[str]:
    """Give the command that runs one of our modules with this Python."""
    return [sys.executable, "-m", name, *arguments]


def tool(name: str, *arguments: str) -> list[str]:
    """Give the command that runs a tool of the virtual environment."""
    return [str(Path(sys.executable).parent / name), *arguments]


def _let_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(INTERRUPTED_WAIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
