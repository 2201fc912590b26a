"""What a box keeps on disk: its boot counter, the messages not yet settled, what was refused, and small notes.

A message gets its sequence and is written in one transaction, so that a number is never given twice and a numbered message is never lost
by a killed process. The boot counter is forced to the disk at each start; after a power cut the last messages may be missing, but no number
comes back. A box has a file of its own; a process that plays thousands of boxes gives them one `Disk`, with the same promises to each.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import msgspec
from msgspec import Struct

CAPACITY = 200_000
"""Fixes kept while nobody takes them: eleven days at one every five seconds. Above, new fixes are not numbered, so that no hole appears."""
REFUSED_KEPT = 1_000
ONLY_BOX = ""

_TABLES = """
CREATE TABLE IF NOT EXISTS boots (box TEXT PRIMARY KEY, boot INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    box TEXT, boot INTEGER, seq INTEGER, kind TEXT, at TEXT, body BLOB, PRIMARY KEY (box, boot, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (id INTEGER PRIMARY KEY, box TEXT, boot INTEGER, seq INTEGER, reason TEXT, body BLOB);
CREATE INDEX IF NOT EXISTS refused_box ON refused (box, id);
CREATE TABLE IF NOT EXISTS notes (box TEXT, name TEXT, body BLOB, PRIMARY KEY (box, name)) WITHOUT ROWID;
"""


class Kind(StrEnum):
    """What a message is; its value is the last part of its topic."""

    TRACK = "track"
    STATUS = "status"
    RECEIPT = "receipt"


class Number(NamedTuple):
    """Boot and sequence: what names a message for ever."""

    boot: int
    seq: int


class Message(NamedTuple):
    """A message not yet settled; `body` is its JSON."""

    number: Number
    kind: Kind
    body: bytes


class Disk:
    """One SQLite file for the journals of one box or of many. To be closed after the last of them was used."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(file, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = NORMAL")
        self.database.executescript(_TABLES)

    def __enter__(self) -> Self:
        """Give the open disk."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; everything written is on it already."""
        self.database.close()

    def refused(self) -> int:
        """Count what was set aside, of all boxes."""
        (found,) = self.database.execute("SELECT count(*) FROM refused").fetchone()
        return int(found)

    def boot(self, box: str) -> int:
        """Count one more start of a box, forced to the disk; give its number."""
        self.database.execute("PRAGMA synchronous = FULL")
        rows = self.database.execute(
            "INSERT INTO boots VALUES (?, 1) ON CONFLICT DO UPDATE SET boot = boot + 1 RETURNING boot", (box,)
        ).fetchall()
        self.database.execute("PRAGMA synchronous = NORMAL")
        return int(rows[0][0])


class Journal:
    """One box's part of a disk. Opening it is a boot.

    Args:
        place: a file of the box's own, closed with the journal, or a disk it shares.
        box: which box of a shared disk.
        capacity: messages kept while nobody takes them.
    """

    def __init__(self, place: Path | Disk, box: str = ONLY_BOX, *, capacity: int = CAPACITY) -> None:
        self._disk = Disk(place) if isinstance(place, Path) else place
        self._owns_disk = isinstance(place, Path)
        self._database = self._disk.database
        self._box = box
        self._capacity = capacity
        self.boot: int
        self._last_seq: int
        self._length: int
        self.reboot()

    def reboot(self) -> None:
        """Start again as a restarted box does: another boot, numbers from 1, everything unsettled still there."""
        self.boot = self._disk.boot(self._box)
        self._last_seq = 0
        (self._length,) = self._database.execute("SELECT count(*) FROM messages WHERE box = ?", (self._box,)).fetchone()

    def __enter__(self) -> Self:
        """Give the open journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the box's own file; a shared disk stays open."""
        if self._owns_disk:
            self._disk.close()

    def __len__(self) -> int:
        """Count the messages not yet settled."""
        return self._length

    @property
    def full(self) -> bool:
        """Tell whether fixes must wait."""
        return self._length >= self._capacity

    def write(self, kind: Kind, at: datetime, make: Callable[[Number], Struct]) -> Message:
        """Number a message and keep it until it is settled. `at`: domain time, for `oldest_at`."""
        number = Number(self.boot, self._last_seq + 1)
        body = msgspec.json.encode(make(number))
        self._database.execute(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)", (self._box, *number, kind.value, at.isoformat(), body)
        )
        self._last_seq = number.seq
        self._length += 1
        return Message(number, kind, body)

    def settle(self, upto: Number) -> int:
        """Delete the messages of a boot up to a sequence, included; tell how many there were."""
        found = self._database.execute(
            "DELETE FROM messages WHERE box = ? AND boot = ? AND seq <= ?", (self._box, *upto)
        ).rowcount
        self._length -= found
        return found

    def set_aside(self, numbers: Iterable[Number], reason: str) -> None:
        """Move messages that will never be accepted out of the queue; the newest of them are kept to be looked at."""
        with self._database:
            self._database.execute("BEGIN")
            for number in numbers:
                rows = self._database.execute(
                    "DELETE FROM messages WHERE box = ? AND boot = ? AND seq = ? RETURNING body", (self._box, *number)
                ).fetchall()
                for (body,) in rows:
                    self._database.execute(
                        "INSERT INTO refused (box, boot, seq, reason, body) VALUES (?, ?, ?, ?, ?)",
                        (self._box, *number, reason, body),
                    )
                    self._length -= 1
            self._database.execute(
                "DELETE FROM refused WHERE box = ?1 AND id NOT IN"
                " (SELECT id FROM refused WHERE box = ?1 ORDER BY id DESC LIMIT ?2)",
                (self._box, REFUSED_KEPT),
            )

    def refused(self) -> list[tuple[Number, str]]:
        """List what was set aside, oldest first."""
        rows = self._database.execute("SELECT boot, seq, reason FROM refused WHERE box = ? ORDER BY id", (self._box,))
        return [(Number(boot, seq), reason) for boot, seq, reason in rows]

    def after(self, number: Number, *, fixes: bool, limit: int) -> list[Message]:
        """Give the next messages after `number`, oldest first: fixes, or the others."""
        rows = self._database.execute(
            "SELECT boot, seq, kind, body FROM messages WHERE box = ? AND (boot, seq) > (?, ?) AND (kind = 'track') = ?"
            " ORDER BY boot, seq LIMIT ?",
            (self._box, *number, fixes, limit),
        )
        return [Message(Number(boot, seq), Kind(kind), body) for boot, seq, kind, body in rows]

    def oldest_seq(self) -> int:
        """Give the lowest sequence of this boot not yet settled, or the next one to be given."""
        if self._length == 0:
            return self._last_seq + 1
        (found,) = self._database.execute(
            "SELECT min(seq) FROM messages WHERE box = ? AND boot = ?", (self._box, self.boot)
        ).fetchone()
        return int(found) if found is not None else self._last_seq + 1

    def oldest_at(self) -> datetime | None:
        """Give the domain time of the oldest message not yet settled."""
        found = self._database.execute(
            "SELECT at FROM messages WHERE box = ? ORDER BY boot, seq LIMIT 1", (self._box,)
        ).fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def note(self, name: str, body: bytes | None) -> None:
        """Keep a small value under a name across boots; none forgets it."""
        if body is None:
            self._database.execute("DELETE FROM notes WHERE box = ? AND name = ?", (self._box, name))
        else:
            self._database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (self._box, name, body))

    def noted(self, name: str) -> bytes | None:
        """Give back a note."""
        found = self._database.execute(
            "SELECT body FROM notes WHERE box = ? AND name = ?", (self._box, name)
        ).fetchone()
        return None if found is None else bytes(found[0])
