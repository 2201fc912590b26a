"""What boxes remember, held against what is stored: lost, doubled, never given.

A number is settled when it is stored, or refused and kept with its reason; a receipt promises that. Sequences of a boot have no hole, so
a few ranges tell of thousands of rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import asyncpg

from db.engine import close, connect_arguments
from kit.settings import Settings
from load.ledger import Kept

Range = tuple[int, int]
"""First and last sequence, both included."""

_STORED = """
    SELECT b.name, s.boot, count(*) AS rows, range_agg(int8range(s.seq, s.seq, '[]')) AS numbers
    FROM (SELECT box_id, boot, seq FROM positions UNION ALL SELECT box_id, boot, seq FROM box_messages) s
    JOIN boxes b ON b.id = s.box_id WHERE b.name = ANY($1::text[]) GROUP BY 1, 2
"""
_REFUSED = """
    SELECT box_name AS name, boot, count(*) AS rows, range_agg(int8range(seq, seq, '[]')) AS numbers
    FROM refused_fixes WHERE box_name = ANY($1::text[]) AND seq IS NOT NULL GROUP BY 1, 2
"""


class Rows(NamedTuple):
    """Rows of one boot of a box in a table: how many, and the numbers they have, ascending."""

    rows: int
    numbers: Sequence[Range]


NONE = Rows(0, ())


class Reckoned(NamedTuple):
    """What is wrong; all empty or 0 when nothing is."""

    lost: Sequence[tuple[str, int, int, int]]
    """(box, boot, first sequence, last sequence) receipted and neither stored nor kept as refused."""
    doubled: int
    """Rows too many."""
    strange: int
    """Numbers stored that no box gave."""
    unsettled: int
    """Numbers given, not receipted, neither stored nor refused: right while a box still holds them, wrong once all is drained."""
    refused: int
    """Numbers kept as refused only."""

    @property
    def lost_numbers(self) -> int:
        """Count the numbers lost."""
        return sum(last - first + 1 for _, _, first, last in self.lost)


async def reckon(settings: Settings, kept: Sequence[Kept]) -> Reckoned:
    """Hold the boxes' word against the database, read as its owner."""
    names = sorted({one.box for one in kept})
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        await connection.execute("SET statement_timeout = 0")
        stored, refused = [_by_boot(await connection.fetch(query, names)) for query in (_STORED, _REFUSED)]
    finally:
        await close(connection)
    return held_against(kept, stored, refused)


def held_against(
    kept: Iterable[Kept], stored: Mapping[tuple[str, int], Rows], refused: Mapping[tuple[str, int], Rows]
) -> Reckoned:
    """Compare each boot of each box with what the tables have of it. Pure."""
    lost: list[tuple[str, int, int, int]] = []
    doubled = unsettled = only_refused = 0
    strangers = {place: length(rows.numbers) for place, rows in stored.items()}
    for one in kept:
        place = one.box, one.boot
        there, set_aside = stored.get(place, NONE), refused.get(place, NONE)
        lost += [(*place, *gap) for gap in without([(1, one.receipted)], [*there.numbers, *set_aside.numbers])]
        doubled += there.rows - length(there.numbers)
        strangers[place] = length(without(there.numbers, [(1, one.given)]))
        waiting = without([(one.receipted + 1, one.given)], [*there.numbers, *set_aside.numbers])
        unsettled += length(waiting)
        only_refused += length(without(set_aside.numbers, there.numbers))
    return Reckoned(lost, doubled, sum(strangers.values()), unsettled, only_refused)


def length(ranges: Iterable[Range]) -> int:
    """Count the numbers of ranges that do not overlap."""
    return sum(last - first + 1 for first, last in ranges if last >= first)


def without(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Give what is left of ranges once others, in any order, are taken away."""
    left = [one for one in ranges if one[1] >= one[0]]
    for first, last in taken:
        cut = [((a, min(b, first - 1)), (max(a, last + 1), b)) for a, b in left]
        left = [part for parts in cut for part in parts if part[1] >= part[0]]
    return left


def _by_boot(rows: Sequence[asyncpg.Record]) -> dict[tuple[str, int], Rows]:
    return {
        (row["name"], row["boot"]): Rows(row["rows"], [(part.lower, part.upper - 1) for part in row["numbers"]])
        for row in rows
    }
