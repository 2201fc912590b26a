"""What is known of Normandy's roads without a map: its motorways and main roads, the Seine, and the bridges over it."""

import csv
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from region.roads.network import RoadClass
from region.roads.synthetic.origin import TABLES
from region.roads.synthetic.plane import to_plane


@dataclass(frozen=True, slots=True)
class Axis:
    """A motorway or main road through way points, metres (n, 2); axes meet where they share one. `exits`: joined to the roads around."""

    name: str
    road_class: RoadClass
    points: NDArray[np.float64]
    exits: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge from the left bank to the right, metres (2, 2)."""

    name: str
    road_class: RoadClass
    banks: NDArray[np.float64]


def axes() -> list[Axis]:
    """Give the axes in the order of their file."""
    return [_axis(list(rows)) for _, rows in groupby(_rows("axes.csv"), key=lambda row: row["line"])]


def river() -> NDArray[np.float64]:
    """Give the line of the Seine from the sea to the edge of the region, metres (n, 2)."""
    return _places(_rows("seine.csv"))


def bridges() -> list[Bridge]:
    """Give the bridges axes do not cross."""
    return [
        Bridge(
            row["name"], RoadClass[row["class"]], np.concatenate([_places([row], "left_"), _places([row], "right_")])
        )
        for row in _rows("bridges.csv")
    ]


def _axis(rows: list[dict[str, str]]) -> Axis:
    exits = np.array([row["has_exit"] == "yes" for row in rows])
    return Axis(rows[0]["name"], RoadClass[rows[0]["class"]], _places(rows), exits)


def _places(rows: list[dict[str, str]], side: str = "") -> NDArray[np.float64]:
    return to_plane(np.array([(float(row[f"{side}lon_deg"]), float(row[f"{side}lat_deg"])) for row in rows]))


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))
