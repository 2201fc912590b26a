"""Fuzz: ten minutes of inputs found by coverage, shared among the readers and verdicts of `load/fuzz_targets.py`. No crash, bounded memory.

Whatever breaks a target ends the bench, with the input that did it.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from load.fuzz_targets import TARGETS
from load.report import Found, machine

MINUTES = 10.0
"""In all."""
TOLD_BYTES = 200


class Broken(Exception):
    """A target broke."""


def run() -> Found:
    """Fuzz every target in turn.

    Raises: Broken.
    """
    seconds = round(MINUTES * 60 / len(TARGETS))
    figures: dict[str, float | list[float]] = {"seconds_each": seconds}
    for target in TARGETS:
        figures |= fuzz(target, seconds)
    return Found(bench="fuzz", command="./rramu bench fuzz", ratios={}, figures=figures, machine=machine())


def fuzz(target: str, seconds: int) -> dict[str, float]:
    """Fuzz one target for so many seconds: inputs tried, edges of our code reached, most memory.

    Raises: Broken.
    """
    with tempfile.TemporaryDirectory(prefix="rramu-fuzz-") as folder:
        inputs = Path(folder) / target
        inputs.mkdir()
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "load.fuzz_one", target, str(inputs), str(seconds)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            found = [path.read_bytes() for path in Path(folder).glob(f"{target}-*") if path.is_file()]
            raise Broken(f"{target}: {[one[:TOLD_BYTES] for one in found]}\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    return {
        f"{target}_inputs": _stat(done.stderr, "number_of_executed_units"),
        f"{target}_edges": float(re.findall(r"cov: (\d+)", done.stderr)[-1]),
        f"{target}_peak_mb": _stat(done.stderr, "peak_rss_mb"),
    }


def _stat(said: str, name: str) -> float:
    return float(re.findall(rf"stat::{name}:\s+(\d+)", said)[-1])
