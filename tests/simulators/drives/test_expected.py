"""The list of what must be refused: complete for the recorded drives, and of one mind with the tracker on a drive full of faults."""

import csv
from pathlib import Path

import pytest

from simulators.drives import expected
from tests.architecture.source import ROOT

RECORDED = ROOT.parent / "shared" / "data" / "traces"
LISTED = ROOT / "simulators" / "drives" / "refused.csv"


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded drives are not beside the checkout")
def test_the_committed_list_is_what_the_rules_give_for_the_recorded_drives(capsys: pytest.CaptureFixture[str]) -> None:
    expected.main(RECORDED)
    assert capsys.readouterr().out == LISTED.read_text()


def listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int, str]]:
    expected.main(folder)
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    return [(row["drive"], int(row["line"]), row["reason"]) for row in rows]


def drive(folder: Path, *lines: str) -> None:
    (folder / "a.csv").write_text("\n".join(["lon_deg,lat_deg,t_s", *lines]) + "\n")


def test_a_jump_is_refused_and_the_way_back_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drive(tmp_path, "-0.37,49.18,0", "-0.37,49.28,1", "-0.37,49.18,2")
    assert listed(tmp_path, capsys) == [("a", 3, "IMPOSSIBLE_SPEED")]


def test_three_that_agree_are_believed_after_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drive(tmp_path, "-0.37,49.18,0", "-0.37,49.28,1", "-0.37,49.28,2", "-0.37,49.28,3", "-0.37,49.28,4")
    assert listed(tmp_path, capsys) == [("a", 3, "BELIEVED_LATER"), ("a", 4, "BELIEVED_LATER")]


def test_a_good_fix_between_jumps_ends_the_row_of_witnesses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drive(tmp_path, "-0.37,49.18,0", "-0.37,49.28,1", "-0.37,49.28,2", "-0.37,49.18,3", "-0.37,49.28,4")
    assert [line for _, line, _ in listed(tmp_path, capsys)] == [3, 4, 6]


def test_a_pause_is_time_to_drive_but_not_more_than_five_minutes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 30 km in five minutes are 100 m/s; 33 km are too far however long the pause was.
    drive(tmp_path, "-0.37,49.0,0", "-0.37,49.265,100000", "-0.37,49.562,200000")
    assert listed(tmp_path, capsys) == [("a", 4, "IMPOSSIBLE_SPEED")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [("200,49,0", "OUT_OF_RANGE"), ("1,91,0", "OUT_OF_RANGE"), ("0,0,0", "NULL_ISLAND"), ("nan,49,0", "NOT_FINITE")],
)
def test_a_fix_wrong_alone_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, reason: str
) -> None:
    drive(tmp_path, line)
    assert listed(tmp_path, capsys) == [("a", 2, reason)]
