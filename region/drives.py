"""Recorded drives: `lon_deg,lat_deg,t_s` in CSV, plain or gzip. Pure: files in, values out."""

import csv
import gzip
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

LONGEST_PAUSE = timedelta(minutes=5)
"""A longer pause is played as one of this length."""


class BadDrive(Exception):
    """A file is no recorded drive; the sentence names file and line."""


class DriveFix(NamedTuple):
    """One line of a drive, by its number in the file; `after`: since the first fix, long pauses shortened."""

    line: int
    after: timedelta
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive; its fixes in the order of the file, which is that of time."""

    name: str
    fixes: tuple[DriveFix, ...]

    @property
    def duration(self) -> timedelta:
        """Give how long it takes to play."""
        return self.fixes[-1].after


def read_drives(folder: Path, only: Collection[str] = ()) -> list[Drive]:
    """Read every `*.csv` and `*.csv.gz` of a folder by name, or those named in `only` (`22` is `22.csv.gz`).

    Raises:
        BadDrive: a file is none, one of `only` is not there, or there is none at all.
    """
    files = {file.name.split(".")[0]: file for pattern in ("*.csv", "*.csv.gz") for file in folder.glob(pattern)}
    missing = set(only) - files.keys()
    if missing or not files:
        raise BadDrive(f"{folder} holds no drive {', '.join(sorted(missing)) or 'at all'}")
    return [_read(name, files[name]) for name in sorted(only or files)]


def _read(name: str, file: Path) -> Drive:
    with gzip.open(file, "rt", encoding="ascii") if file.suffix == ".gz" else file.open(encoding="ascii") as text:
        reader = csv.DictReader(text)
        fixes: list[DriveFix] = []
        last_s, after = 0.0, timedelta()
        try:
            for row in reader:
                t_s = float(row["t_s"])
                pause = timedelta(seconds=t_s - last_s if fixes else 0.0)
                if pause < timedelta():
                    raise BadDrive(f"{file.name}, line {reader.line_num}: time goes back")
                after += min(pause, LONGEST_PAUSE)
                fixes.append(DriveFix(reader.line_num, after, float(row["lon_deg"]), float(row["lat_deg"])))
                last_s = t_s
        except (KeyError, TypeError, ValueError) as fault:
            raise BadDrive(f"{file.name}, line {reader.line_num}: not lon_deg,lat_deg,t_s: {fault}") from fault
    if not fixes:
        raise BadDrive(f"{file.name} is empty")
    return Drive(name, tuple(fixes))
