"""The chain: how each row is bound to the one before, and what a broken chain looks like. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

GENESIS = bytes(32)
"""What the first row of a chain is bound to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """An audit row and its fact, as read from the database: everything a hash binds, and the ids that news carry."""

    id: UUID
    centre_id: UUID
    action: str
    account_id: UUID | None
    role: str
    subject: str
    at: datetime
    recorded_at: datetime
    fact_id: UUID | None
    fact_kind: str | None
    fact_at: datetime | None
    fact_account_id: UUID | None
    fact_role: str | None
    call_id: UUID | None
    case_id: UUID | None
    mission_id: UUID | None
    vehicle_id: UUID | None
    body: dict[str, Any] | None
    operator_centre_id: UUID | UnsetType = UNSET
    fact_operator_centre_id: UUID | UnsetType = UNSET
    """Left out of the hash when absent: rows written before these members existed keep their hash."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A numbered row."""

    number: int
    hash: bytes
    content: Content


def chain(previous: bytes, number: int, content: Content) -> bytes:
    """Give a row's hash: SHA-256 over the previous hash and the canonical JSON of `[number, content]`.

    Canonical: UTF-8, no spaces, members sorted by name, instants in RFC 3339 UTC with microseconds when they have some.
    """
    return hashlib.sha256(previous + msgspec.json.encode((number, content), order="sorted")).digest()


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold. `number` is the first number concerned."""

    number: int
    what: Literal["CHANGED", "MISSING", "TRUNCATED", "BEYOND_HEAD", "HEAD_CHANGED"]


class Check:
    """Walks one chain in order of number and gathers its faults. After a fault the walk goes on from the stored hash."""

    def __init__(self) -> None:
        self.number = 0
        self.hash = GENESIS
        self.faults: list[Fault] = []

    def walk(self, rows: Iterable[Sealed]) -> None:
        """Check the next rows."""
        for row in rows:
            self.faults.extend(self._faults_of(row))
            self.number, self.hash = row.number, row.hash

    def _faults_of(self, row: Sealed) -> Iterator[Fault]:
        if row.number != self.number + 1:
            yield Fault(
                self.number + 1, "MISSING"
            )  # what this row was bound to is gone: its own hash cannot be checked
        elif chain(self.hash, row.number, row.content) != row.hash:
            yield Fault(row.number, "CHANGED")

    def end(self, head_number: int, head_hash: bytes) -> None:
        """Compare the last row with the head kept apart."""
        if head_number > self.number:
            self.faults.append(Fault(self.number + 1, "TRUNCATED"))
        elif head_number < self.number:
            self.faults.append(Fault(head_number + 1, "BEYOND_HEAD"))
        elif head_hash != self.hash:
            self.faults.append(Fault(head_number, "HEAD_CHANGED"))
