"""The shape of a way over arcs, with the time it passes each point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from region.roads.store import Prepared


@dataclass(frozen=True, slots=True)
class Route:
    """A way from a place on a road to another.

    `points` (k, 2) are lon, lat; `seconds` (k,) says when each is passed, from 0 to `duration_s`, never falling. k is 2 at least.
    """

    duration_s: float
    length_m: float
    points: NDArray[np.float64]
    seconds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drive:
    """The arcs of a way, in order, driven whole but for what lies before `start_share` on the first and after `end_share` on the last.

    Shares run along the arc, in its own direction.
    """

    duration_ms: int
    arcs: Sequence[int]
    start_share: float
    end_share: float


def trace(
    roads: Prepared, drive: Drive, edges_ms: NDArray[np.int64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> Route:
    """Follow the shape of a drive from the place `start` to the place `end`."""
    arcs = np.asarray(drive.arcs)
    edges, back = arcs >> 1, (arcs & 1).astype(bool)
    first, last = roads.first_point[edges], roads.first_point[edges + 1] - 1
    counts = last - first + 1
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    point = np.where(np.repeat(back, counts), np.repeat(last, counts) - nth, np.repeat(first, counts) + nth)

    lengths = roads.along_m[last]
    along = np.where(np.repeat(back, counts), np.repeat(lengths, counts) - roads.along_m[point], roads.along_m[point])
    before_m = np.cumsum(lengths) - lengths
    driven_m = np.repeat(before_m, counts) + along
    costs = edges_ms[edges]
    share = along / np.maximum(np.repeat(lengths, counts), 1e-9)
    before_ms = np.cumsum(costs) - costs
    passed_ms = np.repeat(before_ms, counts) + share * np.repeat(costs, counts)

    start_m = drive.start_share * lengths[0]
    end_m = before_m[-1] + drive.end_share * lengths[-1]
    kept = (driven_m > start_m) & (driven_m < end_m)
    kept &= (nth > 0) | (np.arange(len(nth)) == 0)  # an arc begins where the one before it ended
    seconds = np.clip(passed_ms[kept] - drive.start_share * costs[0], 0, drive.duration_ms) / 1000
    duration_s = drive.duration_ms / 1000
    return Route(
        duration_s=duration_s,
        length_m=float(max(0.0, end_m - start_m)),
        points=np.concatenate([[start], roads.points[point[kept]], [end]]),
        seconds=np.concatenate([[0.0], seconds, [duration_s]]),
    )
