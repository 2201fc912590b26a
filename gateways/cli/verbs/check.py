"""`./rramu check`: format, lint, types, imports, generated files."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from gateways.cli.console import say, step
from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.errors import CommandError
from gateways.cli.running import module, tool

SCREEN = CHECKOUT / "regulation_ui"


def check() -> None:
    """Check everything that can be checked without running: all of it, then fail once."""
    checks: list[tuple[str, Sequence[str], Path]] = [
        ("format", tool("ruff", "format", "--check", "."), CHECKOUT),
        ("lint", tool("ruff", "check", "."), CHECKOUT),
        ("types (mypy)", tool("mypy", "."), CHECKOUT),
        ("types (pyright)", tool("pyright"), CHECKOUT),
        ("imports", tool("lint-imports"), CHECKOUT),
        ("generated files", module("gateways.cli.generate", "--check"), CHECKOUT),
        ("screen", ["npm", "run", "--silent", "check"], SCREEN),
    ]
    failed = [name for name, command, folder in checks if not passes(name, command, folder)]
    if failed:
        raise CommandError(f"check failed: {', '.join(failed)}")
    say("check passed")


def passes(name: str, command: Sequence[str], folder: Path) -> bool:
    """Run one check silently; show what it says only when it fails."""
    try:
        with step(name):
            subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    except FileNotFoundError as error:
        raise CommandError(f"{command[0]} is missing: run ./rramu, which installs it") from error
    except subprocess.CalledProcessError as error:
        say(str(error.stdout))
        return False
    return True
