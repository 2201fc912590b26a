"""What a box keeps on disk, in one SQLite file: its boot counter, the messages not yet settled, what was refused, and small notes.

A message gets its sequence and is written in one transaction, so that a number is never given twice and a numbered message is never lost
by a killed process. The boot counter is forced to the disk at each start; after a power cut the last messages may be missing, but no number
comes back.
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

_TABLES = """
CREATE TABLE IF NOT EXISTS boots (boot INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS messages (
    boot INTEGER, seq INTEGER, kind TEXT, at TEXT, body BLOB, PRIMARY KEY (boot, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (id INTEGER PRIMARY KEY, boot INTEGER, seq INTEGER, reason TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
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


class Journal:
    """One box's file. Opening it is a boot."""

    def __init__(self, file: Path, capacity: int = CAPACITY) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._capacity = capacity
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_TABLES)
        boot = self._database.execute("INSERT INTO boots DEFAULT VALUES").lastrowid
        self._database.execute("PRAGMA synchronous = NORMAL")
        self.boot: int = boot or 0
        self._last_seq = 0
        self._length: int
        (self._length,) = self._database.execute("SELECT count(*) FROM messages").fetchone()

    def __enter__(self) -> Self:
        """Give the open journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; everything written is on it already."""
        self._database.close()

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
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?)", (*number, kind.value, at.isoformat(), body)
        )
        self._last_seq = number.seq
        self._length += 1
        return Message(number, kind, body)

    def settle(self, upto: Number) -> int:
        """Delete the messages of a boot up to a sequence, included; tell how many there were."""
        found = self._database.execute("DELETE FROM messages WHERE boot = ? AND seq <= ?", upto).rowcount
        self._length -= found
        return found

    def set_aside(self, numbers: Iterable[Number], reason: str) -> None:
        """Move messages that will never be accepted out of the queue; the newest of them are kept to be looked at."""
        with self._database:
            self._database.execute("BEGIN")
            for number in numbers:
                row = self._database.execute(
                    "DELETE FROM messages WHERE boot = ? AND seq = ? RETURNING body", number
                ).fetchall()
                for (body,) in row:
                    self._database.execute(
                        "INSERT INTO refused (boot, seq, reason, body) VALUES (?, ?, ?, ?)", (*number, reason, body)
                    )
                    self._length -= 1
            self._database.execute("DELETE FROM refused WHERE id <= (SELECT max(id) FROM refused) - ?", (REFUSED_KEPT,))

    def refused(self) -> list[tuple[Number, str]]:
        """List what was set aside, oldest first."""
        rows = self._database.execute("SELECT boot, seq, reason FROM refused ORDER BY id")
        return [(Number(boot, seq), reason) for boot, seq, reason in rows]

    def after(self, number: Number, *, fixes: bool, limit: int) -> list[Message]:
        """Give the next messages after `number`, oldest first: fixes, or the others."""
        rows = self._database.execute(
            "SELECT boot, seq, kind, body FROM messages WHERE (boot, seq) > (?, ?) AND (kind = 'track') = ?"
            " ORDER BY boot, seq LIMIT ?",
            (*number, fixes, limit),
        )
        return [Message(Number(boot, seq), Kind(kind), body) for boot, seq, kind, body in rows]

    def oldest_seq(self) -> int:
        """Give the lowest sequence of this boot not yet settled, or the next one to be given."""
        (found,) = self._database.execute("SELECT min(seq) FROM messages WHERE boot = ?", (self.boot,)).fetchone()
        return int(found) if found is not None else self._last_seq + 1

    def oldest_at(self) -> datetime | None:
        """Give the domain time of the oldest message not yet settled."""
        found = self._database.execute("SELECT at FROM messages ORDER BY boot, seq LIMIT 1").fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def note(self, name: str, body: bytes | None) -> None:
        """Keep a small value under a name across boots; none forgets it."""
        if body is None:
            self._database.execute("DELETE FROM notes WHERE name = ?", (name,))
        else:
            self._database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, body))

    def noted(self, name: str) -> bytes | None:
        """Give back a note."""
        found = self._database.execute("SELECT body FROM notes WHERE name = ?", (name,)).fetchone()
        return None if found is None else bytes(found[0])
