"""What the history holds of recorded drives, beside their files and the list of what must be refused, or beside their boxes' journals.

Read by SQL rather than through the API: a trail over REST shows four hours, hides what the room might not see, leaves out numbers and
refusals, and writes each look down as a person's. This is the instance's owner checking its own store.
"""

import csv
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import asyncpg
from msgspec import Struct

from db.engine import close, connect_arguments
from gateways.cli import journals
from kit.settings import Settings
from kit.wire.loads import PlayedDrive
from kit.wire.telemetry import Fix
from region.drives import Drive

JUMP, BELIEVED_LATER = "IMPOSSIBLE_SPEED", "BELIEVED_LATER"
"""The second is of the list: refused as a jump at first, and stored with the two fixes that agreed with it."""
NAMED_AT_MOST = 5

_STORED = """
    SELECT p.seq, p.measured_at, p.lon_deg, p.lat_deg FROM positions p JOIN boxes b ON b.id = p.box_id
    WHERE b.name = $1 AND p.boot = $2 ORDER BY p.measured_at, p.seq
"""
_REFUSED = "SELECT seq, reason FROM refused_fixes WHERE box_name = $1 AND boot = $2 ORDER BY seq"


class StoredFix(NamedTuple):
    """One row of the history."""

    seq: int
    measured_at: datetime
    lon_deg: float
    lat_deg: float


class Account(Struct, frozen=True, kw_only=True):
    """A drive accounted for; nothing is wrong when `faults` is empty. Fixes are those of the file, or those the journal numbered."""

    drive: str
    fixes: int
    stored: int
    refused: int
    minutes: float
    """Of real time, from the first fix to the last receipt."""
    faults: list[str]


async def reconcile(
    settings: Settings,
    drives: Mapping[str, Drive],
    played: Sequence[PlayedDrive],
    listed: Mapping[str, Mapping[int, str]],
) -> list[Account]:
    """Account for each drive played. `listed`: by drive, file line → reason, of every fix to be refused."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return [
            await _by_file(connection, drives[one.drive], one, listed.get(one.drive, {}))
            if one.journal is None
            else await _by_journal(connection, one, one.journal)
            for one in played
        ]
    finally:
        await close(connection)


def read_list(file: Path) -> dict[str, dict[int, str]]:
    """Read a list of what must be refused: by drive, file line → reason."""
    listed: dict[str, dict[int, str]] = {}
    with file.open(encoding="ascii") as text:
        for row in csv.DictReader(text):
            listed.setdefault(row["drive"], {})[int(row["line"])] = row["reason"]
    return listed


async def _by_journal(connection: asyncpg.Connection, played: PlayedDrive, journal: Sequence[Fix]) -> Account:
    found = await journals.compare(connection, played.box, played.boot, journal)
    return Account(
        drive=played.drive,
        fixes=len(journal),
        stored=found.stored,
        refused=found.refused,
        minutes=played.real_s / 60,
        faults=found.faults,
    )


async def _by_file(
    connection: asyncpg.Connection, drive: Drive, played: PlayedDrive, listed: Mapping[int, str]
) -> Account:
    stored = [StoredFix(*row) for row in await connection.fetch(_STORED, played.box, played.boot)]
    refused = [(int(seq), str(why)) for seq, why in await connection.fetch(_REFUSED, played.box, played.boot)]
    return Account(
        drive=drive.name,
        fixes=len(drive.fixes),
        stored=len(stored),
        refused=len(refused),
        minutes=played.real_s / 60,
        faults=faults(drive, played.started_at, stored, refused, listed),
    )


def faults(
    drive: Drive,
    started_at: datetime,
    stored: Sequence[StoredFix],
    refused: Sequence[tuple[int, str]],
    listed: Mapping[int, str],
) -> list[str]:
    """Say what differs. `stored` in the order of measured times; `refused`: (sequence, reason).

    The box numbers its fixes from 1 in the order of the file. A fix that is `BELIEVED_LATER` is on both sides.
    """
    lines = {seq: fix.line for seq, fix in enumerate(drive.fixes, start=1)}
    wanted = {
        fix.line: StoredFix(seq, started_at + fix.after, fix.lon_deg, fix.lat_deg)
        for seq, fix in enumerate(drive.fixes, start=1)
        if listed.get(fix.line, BELIEVED_LATER) == BELIEVED_LATER
    }
    kept = {lines.get(fix.seq, 0): fix for fix in stored}
    to_refuse = {line: JUMP if reason == BELIEVED_LATER else reason for line, reason in listed.items()}
    told = {lines.get(seq, 0): reason for seq, reason in refused}
    found = {
        "not stored": wanted.keys() - kept.keys(),
        "stored and not to be": kept.keys() - wanted.keys(),
        "stored otherwise than in the file": {
            line for line in wanted.keys() & kept.keys() if wanted[line] != kept[line]
        },
        "refused otherwise than listed": {
            line for line in to_refuse.keys() | told.keys() if to_refuse.get(line) != told.get(line)
        },
    }
    said = [f"{what}: line {_some(which)}" for what, which in found.items() if which]
    if len(kept) != len(stored):
        said.append(f"stored twice: {len(stored) - len(kept)} fixes")
    if [fix.seq for fix in stored] != sorted(fix.seq for fix in stored):
        said.append("not in order")
    return said


def _some(lines: Collection[int]) -> str:
    named = ", ".join(map(str, sorted(lines)[:NAMED_AT_MOST]))
    return named if len(lines) <= NAMED_AT_MOST else f"{named}… ({len(lines)} in all)"
