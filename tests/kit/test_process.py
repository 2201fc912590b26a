"""How a process starts and stops, as its exit code and its one line tell."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kit.process import heed_cancellation

PROGRAM = """
import asyncio, os, signal, sys
from kit.process import CannotStart, run

async def main(settings, stop):
    if sys.argv[1] == "missing":
        raise CannotStart("nothing\\nanswers")
    if sys.argv[1] == "bug":
        raise KeyError("bug")
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    await stop.wait()

sys.exit(run("example", main))
"""


def _run(what: str, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, what],
        env={name: value for name, value in os.environ.items() if not name.startswith("RRAMU_")}
        | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_cleanly(name: str) -> None:
    assert _run(name) == (0, "")


def test_what_is_missing_is_one_line() -> None:
    assert _run("missing") == (1, "rramu example: nothing answers\n")


def test_a_wrong_setting_is_one_line_without_its_value() -> None:
    code, said = _run("SIGTERM", {"RRAMU_HTTP__PORT": "s3cret"})
    assert code == 2
    assert said.startswith("rramu example: settings: http.port: ")
    assert said.count("\n") == 1
    assert "s3cret" not in said


def test_a_missing_settings_file_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    assert _run("SIGTERM", {"RRAMU_SETTINGS_FILE": str(file)}) == (
        2,
        f"rramu example: settings file {file} does not exist\n",
    )


def test_a_bug_is_loud() -> None:
    code, said = _run("bug")
    assert code not in {0, 2}
    assert '"event": "process.failed"' in said
    assert "KeyError" in said
    assert "KeyError: " not in said  # its sentence may tell of a patient


async def test_a_hidden_cancellation_is_heeded() -> None:
    started = asyncio.Event()

    async def goes_on_after_errors() -> None:
        while True:
            try:
                started.set()
                await _fails_when_cancelled()
            except OSError:
                heed_cancellation()

    task = asyncio.create_task(goes_on_after_errors())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def _fails_when_cancelled() -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        raise OSError("the connection was closed in the middle of an operation") from None
