"""`./rramu test`: every test, on real services of its own."""

import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import typer

from gateways.cli import embedded
from gateways.cli.embedded.places import CHECKOUT
from gateways.cli.running import run, tool

SCREEN = CHECKOUT / "regulation_ui"


class Tally(NamedTuple):
    """Tests of one runner; an error counts as a failure, a skipped test as neither."""

    passed: int
    failed: int


def test(context: typer.Context) -> None:
    """Run every test in a private instance deleted afterwards. Words after `--` go to pytest, and only pytest then runs."""
    instance = embedded.temporary_name("test")
    with tempfile.TemporaryDirectory(prefix="rramu-test-") as folder:
        try:
            embedded.start(instance)
            tallies = [_python(instance, Path(folder) / "python.xml", context.args)]
            if not context.args:
                tallies.append(_screen(Path(folder) / "screen.xml"))
        finally:
            embedded.reset(instance)
    total = Tally(sum(tally.passed for tally in tallies), sum(tally.failed for tally in tallies))
    print(f"{total.passed} passed, {total.failed} failed")
    if total.failed:
        raise typer.Exit(1)


def _python(instance: str, report: Path, arguments: list[str]) -> Tally:
    command = tool("pytest", "--numprocesses=auto", f"--junitxml={report}", *arguments)
    return tally(run(command, environment=embedded.environment(instance)), report)


def _screen(report: Path) -> Tally:
    command = [
        "npm",
        "run",
        "--silent",
        "test",
        "--",
        "--reporter=default",
        "--reporter=junit",
        f"--outputFile={report}",
    ]
    return tally(run(command, folder=SCREEN), report)


def tally(exit_code: int, report: Path) -> Tally:
    """Count the tests of a JUnit report. A runner that ends badly without naming a test counts as one failure."""
    passed = failed = 0
    if report.is_file():
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own runner
            outcomes = {child.tag for child in case}
            failed += bool(outcomes & {"failure", "error"})
            passed += not outcomes & {"failure", "error", "skipped"}
    return Tally(passed, failed if failed or exit_code == 0 else 1)
