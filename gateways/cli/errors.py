"""The one error a command may end with."""

import errno
from pathlib import Path


class CommandError(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do. Printed alone, exit code 1."""


def tail(file: Path, lines: int = 12) -> str:
    """Give the last lines of a log, indented, or a word saying that there is none."""
    if not file.is_file():
        return "  (no log yet)"
    last = file.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(f"  {line}" for line in last) or "  (empty log)"


def explain(error: OSError) -> str:
    """Turn a trouble of the machine into one sentence."""
    place = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{place}: free some space and repeat the command"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"no right to write{place}: run as the owner of the checkout, or as root"
    return f"{error.strerror or error}{place}"
