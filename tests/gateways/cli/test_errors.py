"""Troubles become one sentence."""

import errno
from pathlib import Path

import pytest

from gateways.cli.errors import explain, tail


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "the disk is full (/data/x)"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), "no right to write (/data/x)"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_a_trouble_of_the_machine_is_one_sentence(error: OSError, sentence: str) -> None:
    told = explain(error)
    assert told.startswith(sentence)
    assert "\n" not in told


def test_tail_gives_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("one\ntwo\nthree\n", encoding="utf-8")
    assert tail(log, lines=2) == "  two\n  three"


def test_tail_of_no_log(tmp_path: Path) -> None:
    assert tail(tmp_path / "none.log") == "  (no log yet)"
