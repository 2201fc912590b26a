"""`python -m load NAME [--json] [WORDS]`: run one bench in a private instance of its own; further words are the bench's own options."""

import signal
import sys
from importlib import import_module
from inspect import signature
from types import FrameType

from load import report

BENCHES = (
    "fanout",
    "faults",
    "fuzz",
    "growth",
    "heads",
    "ingest",
    "latency",
    "nearest",
    "plan",
    "plans",
    "regulation",
    "rights",
    "roads",
    "search",
    "takeover",
    "trail",
    "upgrade",
)
"""Each a module of this package whose `run` gives a `report.Found`."""


def main(words: list[str]) -> int:
    """Run the bench named by the first word and print what it found."""
    name, *own = [word for word in words if word != "--json"] or [""]
    if name not in BENCHES:
        sys.stderr.write(f"rramu bench: name one of {', '.join(BENCHES)}\n")
        return 2
    run: report.Bench = import_module(f"load.{name}").run
    if own and not signature(run).parameters:
        sys.stderr.write(f"rramu bench: {name} has no options\n")
        return 2
    # Ended from outside, a bench deletes what it made as when it is interrupted.
    signal.signal(signal.SIGTERM, _interrupt)
    found = report.judged(run(*own))
    print(report.as_json(found) if "--json" in words else report.as_text(found))
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
