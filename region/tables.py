"""Read the authored tables of `region/normandy/`: UTF-8, one header line. A slip is told with its file and line."""

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

NORMANDY = Path(__file__).parent / "normandy"
ANTIMERIDIAN_DEG, POLE_DEG = 180.0, 90.0

Row = TypeVar("Row")


class BadRegionFile(ValueError):
    """A line of a region file is wrong; the sentence names the file and the line."""


def rows(file: Path, read: Callable[[Mapping[str, str]], Row]) -> tuple[Row, ...]:
    """Read each line of a table.

    Raises:
        BadRegionFile: a line is not what `read` takes.
        FileNotFoundError: no such table.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        found: list[Row] = []
        for row in reader:
            try:
                found.append(read(_whole(row)))
            except (KeyError, ValueError, TypeError) as fault:
                raise BadRegionFile(f"{file.name}, line {reader.line_num}: {fault}") from fault
    return tuple(found)


def _whole(row: Mapping[str, str]) -> Mapping[str, str]:
    if None in row or None in row.values():  # the reader's marks of a value too many, or too few
        raise ValueError("not as many values as the header has names")
    return row


def point(row: Mapping[str, str]) -> dict[str, float]:
    """Give `lon_deg` and `lat_deg` of a line."""
    lon_deg, lat_deg = float(row["lon_deg"]), float(row["lat_deg"])
    if not (abs(lon_deg) <= ANTIMERIDIAN_DEG and abs(lat_deg) <= POLE_DEG):  # written so that NaN is refused
        raise ValueError(f"{lon_deg}, {lat_deg} is not a longitude and a latitude")
    return {"lon_deg": lon_deg, "lat_deg": lat_deg}


def known(name: str, names: Collection[str]) -> str:
    """Give a name that refers to another table, where it has to be."""
    if name not in names:
        raise ValueError(f"'{name}' is not in the file it refers to")
    return name


def refuse_twice(file: str, keys: Iterable[str]) -> None:
    """Check that a table's keys differ.

    Raises:
        BadRegionFile: one comes twice.
    """
    for key, times in Counter(keys).items():
        if times > 1:
            raise BadRegionFile(f"{file}: '{key}' comes {times} times")
