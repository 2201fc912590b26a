"""A check is silent when it passes and says everything when it fails."""

import sys
from pathlib import Path

import pytest

from gateways.cli.errors import CommandError
from gateways.cli.verbs.check import passes


def test_a_check_that_passes_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert passes("quiet", [sys.executable, "-c", "print('chatter')"], tmp_path)
    assert "chatter" not in capsys.readouterr().err


def test_a_check_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not passes("loud", [sys.executable, "-c", "raise SystemExit('line 7 is wrong')"], tmp_path)
    told = capsys.readouterr().err
    assert "line 7 is wrong" in told
    assert "✗ loud" in told


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such-tool is missing"):
        passes("absent", ["no-such-tool"], tmp_path)
