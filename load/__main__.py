"""`python -m load NAME [--json]`: run one bench in a private instance of its own."""

import sys
from importlib import import_module

from load import report

BENCHES = (
    "fuzz",
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
    "trail",
    "upgrade",
)
"""Each a module of this package whose `run` gives a `report.Found`."""


def main(words: list[str]) -> int:
    """Run the bench named by the first word and print what it found."""
    names = [word for word in words if word != "--json"]
    if len(names) != 1 or names[0] not in BENCHES:
        sys.stderr.write(f"rramu bench: name one of {', '.join(BENCHES)}\n")
        return 2
    run: report.Bench = import_module(f"load.{names[0]}").run
    found = report.judged(run())
    print(report.as_json(found) if "--json" in words else report.as_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
