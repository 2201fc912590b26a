"""A grid of streets in every town, as wide as its people ask for, turned at random; where towns touch, their streets meet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from region.roads.synthetic.ground import Ground

SPACING_M = 170.0
JITTER_M = 18.0
ROWS_PER_ROOT_PERSON = 0.065
"""Rows on each side of the centre, over the square root of the population."""
MOST_ROWS = 22
MISSING_SHARE = 0.08
MEET_M = 130.0
ONE_WAY_ROWS, ONE_WAY_SHARE = 5, 0.15
"""In towns with so many rows, this share of the streets is one-way."""


@dataclass(frozen=True, slots=True)
class Streets:
    """New nodes (metres), and the streets between nodes: those given come first, the new ones after them."""

    points: NDArray[np.float64]
    ends: NDArray[np.int64]
    one_way: NDArray[np.bool_]


def rows_of(populations: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how many streets there are on each side of a town's centre."""
    rows: NDArray[np.int64] = np.rint(ROWS_PER_ROOT_PERSON * np.sqrt(populations)).astype(np.int64)
    return np.clip(rows, 1, MOST_ROWS)


def radii_m(populations: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give how far a town's streets reach from its centre, about."""
    return rows_of(populations).astype(np.float64) * SPACING_M


def streets_in(
    points: NDArray[np.float64], populations: NDArray[np.int64], ground: Ground, chance: np.random.Generator
) -> Streets:
    """Lay out the streets of the towns, which are the first of `points`; the others are hamlets, which streets may reach."""
    towns = points[: len(populations)]
    made: list[NDArray[np.float64]] = []
    ends: list[NDArray[np.int64]] = []
    one_way: list[NDArray[np.bool_]] = []
    owners = [np.arange(len(points))]
    count = len(points)
    nearest_town = KDTree(towns)
    for town, rows in enumerate(rows_of(populations).tolist()):
        grid = _grid(rows, chance) + towns[town]
        _, owner = nearest_town.query(grid)
        numbers = np.full(len(grid), -1)
        new = ground.holds(grid) & (owner == town)
        new[len(grid) // 2] = False  # the town itself
        numbers[new] = count + np.arange(new.sum())
        numbers[len(grid) // 2] = town
        count += int(new.sum())
        lines = numbers[_grid_lines(rows)]
        lines = lines[(lines >= 0).all(axis=1) & (chance.random(len(lines)) >= MISSING_SHARE)]
        made.append(grid[new])
        ends.append(lines)
        one_way.append(chance.random(len(lines)) < ONE_WAY_SHARE * (rows >= ONE_WAY_ROWS))
        owners.append(np.full(int(new.sum()), town))
    everything = np.concatenate([points, *made])
    meeting = _meeting(everything, np.concatenate(owners))
    ends.append(meeting)
    one_way.append(np.zeros(len(meeting), dtype=bool))
    joined, directed = np.concatenate(ends), np.concatenate(one_way)
    carried = ground.carries(everything[joined[:, 0]], everything[joined[:, 1]])
    return Streets(everything[len(points) :], joined[carried], directed[carried])


def _grid(rows: int, chance: np.random.Generator) -> NDArray[np.float64]:
    steps = np.arange(-rows, rows + 1) * SPACING_M
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    moved = grid + chance.uniform(-JITTER_M, JITTER_M, grid.shape)
    moved[len(grid) // 2] = 0.0
    turn = chance.uniform(0, np.pi / 2)
    turned: NDArray[np.float64] = moved @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return turned


def _grid_lines(rows: int) -> NDArray[np.int64]:
    number = np.arange((2 * rows + 1) ** 2).reshape(2 * rows + 1, -1)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    along = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    return np.concatenate([across, along])


def _meeting(points: NDArray[np.float64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give pairs of near nodes of different towns, or of a town and a hamlet."""
    pairs = KDTree(points).query_pairs(MEET_M, output_type="ndarray").astype(np.int64)
    apart = pairs[owners[pairs[:, 0]] != owners[pairs[:, 1]]]
    return np.unique(apart, axis=0)
