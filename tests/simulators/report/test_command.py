"""`python -m simulators report`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.settings import SETTINGS_FILE_VARIABLE
from simulators.__main__ import app
from simulators.record import RECORDS, write
from tests.simulators.report.days import small_day


def test_a_record_becomes_a_page(tmp_path: Path) -> None:
    record, page = tmp_path / "day.jsonl", tmp_path / "day.html"
    write(small_day(), record)
    ended = CliRunner().invoke(
        app, ["report", str(record), "--out", str(page), "--language", "en", "--region", str(tmp_path)]
    )
    assert ended.exit_code == 0, ended.output
    assert "Tuesday 24 November 2026" in page.read_text(encoding="utf-8")


def test_the_newest_day_of_the_instance_is_drawn_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTINGS_FILE_VARIABLE, str(tmp_path / "settings.env"))
    (tmp_path / RECORDS).mkdir()
    (tmp_path / RECORDS / "day-2026-11-23.jsonl").touch()
    write(small_day(), tmp_path / RECORDS / "day-2026-11-24.jsonl")
    page = tmp_path / "day.html"
    ended = CliRunner().invoke(app, ["report", "--out", str(page), "--region", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    assert "mardi 24 novembre 2026" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["report", "nothing.jsonl"], ["report"], ["offline", "--date", "yesterday"]])
def test_what_cannot_be_is_told_in_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTINGS_FILE_VARIABLE, raising=False)
    ended = CliRunner().invoke(app, [*arguments, "--region", str(tmp_path)])
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output
