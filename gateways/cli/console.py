"""What a person sees while a command works: one line a step, with the time it took."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager


def say(line: str) -> None:
    """Print one line of progress; results go to standard output, progress to standard error."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Generator[None]:
    """Show that `name` is being done, then how long it took, or that it failed; the error has the last word."""
    started = time.monotonic()
    if sys.stderr.isatty():
        print(f"  … {name}", end="\r", file=sys.stderr, flush=True)
    mark = "✗"
    try:
        yield
        mark = "✓"
    finally:
        say(f"  {mark} {name:<44} {time.monotonic() - started:6.1f} s")
