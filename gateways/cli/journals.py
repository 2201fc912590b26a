"""What the history holds of boxes whose own clocks and receivers failed, beside what their journals numbered; read as `drives` reads."""

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from kit.wire.telemetry import Fix

_STORED = """
    SELECT p.boot, p.seq, p.measured_at, p.lon_deg, p.lat_deg FROM positions p JOIN boxes b ON b.id = p.box_id
    WHERE b.name = $1 AND p.boot >= $2
"""
_REFUSED = "SELECT DISTINCT boot, seq FROM refused_fixes WHERE box_name = $1 AND boot >= $2"

Numbers = tuple[int, int]
"""Boot and sequence."""


class Kept(NamedTuple):
    """What became of a journal's fixes. `refused`: of those that are not stored."""

    stored: int
    refused: int
    faults: list[str]


async def compare(connection: asyncpg.Connection, box: str, boot: int, journal: Sequence[Fix]) -> Kept:
    """Compare what a box has numbered since a boot with what is stored and refused of it."""
    stored = [(row[0], row[1], row[2:]) for row in await connection.fetch(_STORED, box, boot)]
    refused = {(row[0], row[1]) for row in await connection.fetch(_REFUSED, box, boot)}
    return judge(journal, [((boot, seq), tuple(fix)) for boot, seq, fix in stored], refused)


def judge(journal: Sequence[Fix], stored: Sequence[tuple[Numbers, tuple[object, ...]]], refused: set[Numbers]) -> Kept:
    """Say what differs. `stored`: by numbers, (measured time, longitude, latitude).

    A fix may be both: refused as a jump, then believed with the two that agreed with it.
    """
    numbered = {(fix.boot, fix.seq): (fix.measured_at, fix.lon_deg, fix.lat_deg) for fix in journal}
    kept = dict(stored)
    found = {
        "neither stored nor refused": numbered.keys() - kept.keys() - refused,
        "stored and never numbered": kept.keys() - numbered.keys(),
        "refused and never numbered": refused - numbered.keys(),
        "stored otherwise than numbered": {
            number for number in numbered.keys() & kept.keys() if numbered[number] != kept[number]
        },
    }
    said = [f"{what}: {len(which)} from {min(which)}" for what, which in found.items() if which]
    if len(kept) != len(stored):
        said.append(f"stored twice: {len(stored) - len(kept)} fixes")
    return Kept(len(kept), len((refused & numbered.keys()) - kept.keys()), said)
