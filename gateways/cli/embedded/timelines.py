"""Which segments of the write-ahead log a folder needs, over the timelines that restores have begun. Pure.

PostgreSQL begins a new timeline when it is restored: it copies the segment it left the old one in under the new number, goes on from
there, and says where in a history file (`00000002.history`). Source: PostgreSQL 15, chapter 26.3.5.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

SEGMENT = re.compile(r"[0-9A-F]{24}")
HISTORY = re.compile(r"([0-9A-F]{8})\.history")
SEGMENT_BITS = 24
"""Segments are of 16 MB, the size PostgreSQL is initialised with."""

_SWITCH = re.compile(r"^\s*(\d+)\s+([0-9A-F]+)/([0-9A-F]+)\b", re.MULTILINE)
_PER_LOG = 1 << (32 - SEGMENT_BITS)


def fork(history: str) -> tuple[str, int]:
    """Give the timeline a history file's own one left, and the position of the segment it left it in.

    Raises:
        ValueError: it names none.
    """
    found = _SWITCH.findall(history)
    if not found:
        raise ValueError("no timeline is named")
    parent, log, offset = found[-1]
    return f"{int(parent):08X}", int(log, 16) * _PER_LOG + (int(offset, 16) >> SEGMENT_BITS)


def missing(segments: Iterable[str], first: str, forks: Mapping[str, tuple[str, int]]) -> str | None:
    """Give the first file that is not there though a later one is; none when every timeline can be followed.

    `first`: the segment the oldest copy begins in. `forks`: timeline → where it begins, as `fork` gives it.
    """
    held: defaultdict[str, set[int]] = defaultdict(set)
    for segment in segments:
        held[segment[:8]].add(_position(segment))
    last = {timeline: max(positions) for timeline, positions in held.items()}
    for timeline in sorted(held, reverse=True):
        child = timeline
        while (
            child in forks
        ):  # what its parents wrote before: a parent's last segment is its child's first, even where nothing is held
            parent, left_in = forks[child]
            last[parent] = max(last.get(parent, 0), left_in - 1)
            child = parent
    oldest = first[:8]
    for timeline in sorted(one for one in last if one >= oldest):
        if timeline != oldest and timeline not in forks:
            return f"{timeline}.history"
        begins = _position(first) if timeline == oldest else forks[timeline][1]
        for position in range(begins, last[timeline] + 1):
            if position not in held[timeline]:
                return f"{timeline}{position // _PER_LOG:08X}{position % _PER_LOG:08X}"
    return None


def _position(segment: str) -> int:
    return int(segment[8:16], 16) * _PER_LOG + int(segment[16:], 16)
