"""Networks from plain text: `lon lat` a line in the nodes file, `from to` a line in the arcs file, gzipped or not.

The line number, from 0, is the id. Every line of the arcs file is one direction of a straight road; lengths come from the geometry, and
all roads have one class and speed.
"""

import gzip
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from region.roads.network import BACKWARD, FORWARD, ArcId, Network, NetworkBuilder, NoRoad, RoadClass

SPEED_KMH = 50.0


class BadLines(ValueError):
    """A file is not what its name says; the sentence names file and line."""


@dataclass(frozen=True, slots=True)
class LinesNetwork:
    """A network, and for each line of the arcs file the arc it became."""

    network: Network
    arcs: list[ArcId]


def read_lines(nodes_file: Path, arcs_file: Path) -> LinesNetwork:
    """Read both files. Two lines that are each other's reverse become one edge driven both ways.

    Raises:
        BadLines: a line is not two numbers, a place is not on earth, or an arc names a node the other file does not have.
        NoRoad: there is no arc.
    """
    nodes = _numbers(nodes_file)
    off_earth = ~(np.abs(nodes) <= [180.0, 90.0])  # written so that NaN is refused
    if off_earth.any():
        raise BadLines(f"{nodes_file.name}: line {_first(off_earth)} is not a longitude and a latitude")
    ends = _numbers(arcs_file)
    wrong = ~((ends >= 0) & (ends < len(nodes)) & (ends % 1 == 0))
    if wrong.any():
        raise BadLines(f"{arcs_file.name}: line {_first(wrong)} names a node that {nodes_file.name} does not have")
    if not len(ends):
        raise NoRoad(f"{arcs_file.name} has no arc")
    return _pair(nodes, ends.astype(np.int64))


def _pair(nodes: NDArray[np.float64], ends: NDArray[np.int64]) -> LinesNetwork:
    lonely: defaultdict[tuple[int, int], list[int]] = defaultdict(
        list
    )  # edges so far driven one way only, by (tail, head)
    directions: list[int] = []
    tails_heads: list[tuple[int, int]] = []
    arcs: list[ArcId] = []
    for tail, head in ends.tolist():
        if lonely[head, tail]:
            edge = lonely[head, tail].pop()
            directions[edge] |= BACKWARD
            arcs.append(ArcId(2 * edge + 1))
        else:
            lonely[tail, head].append(len(directions))
            arcs.append(ArcId(2 * len(directions)))
            directions.append(FORWARD)
            tails_heads.append((tail, head))
    builder = NetworkBuilder()
    for (tail, head), driven in zip(tails_heads, directions, strict=True):
        builder.add(
            tail, head, nodes[[tail, head]], road_class=RoadClass.TERTIARY, speed_kmh=SPEED_KMH, directions=driven
        )
    return LinesNetwork(builder.build(nodes, attribution="", is_synthetic=False), arcs)


def _numbers(file: Path) -> NDArray[np.float64]:
    """Read two numbers a line."""
    text = file.read_bytes()
    if file.suffix == ".gz":
        try:
            text = gzip.decompress(text)
        except (OSError, EOFError):
            raise BadLines(f"{file.name} is not gzipped") from None
    rows: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            first, second = line.split()
            rows.append((float(first), float(second)))
        except ValueError:
            raise BadLines(f"{file.name}: line {number} is not two numbers") from None
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(wrong.any(axis=1))[0]) + 1
