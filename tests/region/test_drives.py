"""Recorded drives as they are read."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from region.drives import LONGEST_PAUSE, BadDrive, read_drives

HEADING = "lon_deg,lat_deg,t_s\n"


def test_files_plain_and_packed_are_read_by_name(tmp_path: Path) -> None:
    (tmp_path / "02.csv").write_text(HEADING + "-0.37,49.18,100.0\n-0.371,49.18,101.5\n")
    (tmp_path / "01.csv.gz").write_bytes(gzip.compress((HEADING + "1.1,49.4,7\n").encode()))
    (tmp_path / "notes.txt").write_text("no drive")
    first, second = read_drives(tmp_path)
    assert (first.name, second.name) == ("01", "02")
    assert second.fixes[1] == (3, timedelta(seconds=1.5), -0.371, 49.18)
    assert second.duration == timedelta(seconds=1.5)
    assert [drive.name for drive in read_drives(tmp_path, ["02"])] == ["02"]


def test_a_long_pause_is_shortened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADING + "0.1,49,0\n0.1,49,300\n0.1,49,90000\n0.1,49,90001\n")
    (drive,) = read_drives(tmp_path)
    assert [fix.after for fix in drive.fixes] == [
        timedelta(),
        LONGEST_PAUSE,
        2 * LONGEST_PAUSE,
        2 * LONGEST_PAUSE + timedelta(seconds=1),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lon,lat,t\n1,2,3\n", "line 2: not lon_deg"),
        (HEADING + "1,2,3\n1,2,here\n", "line 3: not lon_deg"),
        (HEADING + "1,2\n", "line 2: not lon_deg"),
        (HEADING + "1,2,3\n1,2,2\n", "line 3: time goes back"),
        (HEADING, "is empty"),
    ],
)
def test_what_is_no_drive_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(BadDrive, match=f"a.csv.*{said}"):
        read_drives(tmp_path)


def test_a_drive_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDrive, match="no drive at all"):
        read_drives(tmp_path)
    (tmp_path / "a.csv").write_text(HEADING + "1,2,3\n")
    with pytest.raises(BadDrive, match="no drive b"):
        read_drives(tmp_path, ["a", "b"])
