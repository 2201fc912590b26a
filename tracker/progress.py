"""How far the numbered messages of one boot of a box are settled without a gap. Pure."""

from typing import NamedTuple

MOST_RANGES = 1000
"""Holes remembered per boot. Beyond, what is farthest ahead is forgotten: the box sends it again."""


class Progress(NamedTuple):
    """Everything up to `settled` is settled, and the ranges `ahead` (first, last), sorted, apart from it and from one another."""

    settled: int = 0
    ahead: tuple[tuple[int, int], ...] = ()

    def plus(self, first: int, last: int) -> "Progress":
        """Settle the sequence numbers from `first` to `last`, both included."""
        if last <= self.settled:
            return self
        if not self.ahead and first <= self.settled + 1:
            return Progress(last)
        ranges: list[tuple[int, int]] = []
        for start, end in sorted((*self.ahead, (first, last))):
            if ranges and start <= ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
            else:
                ranges.append((start, end))
        return _joined(self.settled, ranges[:MOST_RANGES])

    def touches(self, first: int, last: int) -> bool:
        """Tell whether some of the sequence numbers from `first` to `last`, both included, are settled."""
        return first <= self.settled or any(first <= end and start <= last for start, end in self.ahead)

    def starting_at(self, oldest: int) -> "Progress":
        """Take everything below `oldest` as settled: the box says so."""
        if oldest - 1 <= self.settled:
            return self
        return _joined(oldest - 1, [one for one in self.ahead if one[1] >= oldest])


def _joined(settled: int, ranges: list[tuple[int, int]]) -> Progress:
    """Swallow the first range when it touches what is settled."""
    if ranges and ranges[0][0] <= settled + 1:
        return Progress(max(settled, ranges[0][1]), tuple(ranges[1:]))
    return Progress(settled, tuple(ranges))
