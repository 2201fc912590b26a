"""Counts of times by size, small enough to be handed between processes: five per cent wide, so a quantile is off by half of that."""

from collections.abc import Iterable, Mapping
from math import floor, log

STEP = 1.05
SMALLEST_S = 0.001


def size_of(seconds: float) -> int:
    """Give the size of a time; everything up to a millisecond is 0."""
    return max(0, floor(log(max(seconds, SMALLEST_S) / SMALLEST_S) / log(STEP)))


def together(counts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Add counts up."""
    added: dict[int, int] = {}
    for one in counts:
        for size, count in one.items():
            added[size] = added.get(size, 0) + count
    return added


def quantile_s(counts: Mapping[int, int], share: float) -> float | None:
    """Give the time, seconds, that `share` of what was counted do not exceed; none of nothing."""
    left = share * sum(counts.values())
    for size in sorted(counts):
        left -= counts[size]
        if left <= 0:
            return SMALLEST_S * float(STEP ** (size + 0.5))
    return None
