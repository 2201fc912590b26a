"""The chain: how each row is bound to the one before, and what a broken chain looks like. Pure."""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

GENESIS = bytes(32)
"""What the first row of a chain is bound to."""


class Content(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    rows: dict[str, Any] | UnsetType = UNSET
    """What the fact gave to rows. These last three are left out of the hash when absent: rows older than the members keep their hash."""


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


What = Literal["CHANGED", "MISSING", "FACT_MISSING", "TRUNCATED", "BEYOND_HEAD", "HEAD_CHANGED", "REWRITTEN"]
"""`CHANGED`: the row, its fact or what the fact gave to rows is not what was sealed, or the row stands in another's place. `MISSING`:
numbers are lacking. `FACT_MISSING`: the row names a fact that is gone. `TRUNCATED`: rows are lacking at the end. `BEYOND_HEAD`,
`HEAD_CHANGED`: the head kept in the database does not agree. `REWRITTEN`: a head signed outside does not: the chain was made again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold. `number` is the first number concerned."""

    number: int
    what: What


class Check:
    """Walks one chain in order of number and gathers its faults. After a fault the walk goes on from the stored hash."""

    def __init__(
        self, signed: Mapping[int, str] = MappingProxyType({}), number: int = 0, previous: bytes = GENESIS
    ) -> None:
        """`signed`: number → hash, hexadecimal, as signed outside the database. `number`, `previous`: the row the walk begins after."""
        self.number = number
        self.hash = previous
        self.faults: list[Fault] = []
        self._signed = signed

    def walk(self, rows: Iterable[Sealed]) -> None:
        """Check the next rows."""
        for row in rows:
            self.faults.extend(self._faults_of(row))
            self.number, self.hash = row.number, row.hash

    def _faults_of(self, row: Sealed) -> Iterator[Fault]:
        if row.number != self.number + 1:
            # What this row was bound to is gone: its own hash cannot be checked.
            yield Fault(self.number + 1, "MISSING")
        elif row.content.fact_id is not None and row.content.fact_kind is None:
            yield Fault(row.number, "FACT_MISSING")
        elif chain(self.hash, row.number, row.content) != row.hash:
            yield Fault(row.number, "CHANGED")
        signed = self._signed.get(row.number)
        if signed is not None and signed != row.hash.hex():
            yield Fault(row.number, "REWRITTEN")

    def end(self, head_number: int, head_hash: bytes) -> None:
        """Compare the last row with the head kept apart, and with the furthest one signed."""
        furthest = max(self._signed, default=0)
        if max(head_number, furthest) > self.number:
            self.faults.append(Fault(self.number + 1, "TRUNCATED"))
        if head_number < self.number:
            self.faults.append(Fault(head_number + 1, "BEYOND_HEAD"))
        elif head_number == self.number and head_hash != self.hash:
            self.faults.append(Fault(head_number, "HEAD_CHANGED"))


FAR_APART = 25_000
"""Rows further than that (most of a day of the region) from each other, or from a head, are not walked to. Parameter of ours."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a chain, both numbers included. A signed end: the row's hash is in a head signed outside the database."""

    first: int
    last: int
    begins_signed: bool
    """The row before `first` is signed, or `first` is the chain's very first."""
    ends_signed: bool


def stretches(numbers: Collection[int], signed: Collection[int]) -> list[Stretch]:
    """Give the parts of a chain to walk for these rows: each from behind the last signed head before them to the first one after.

    Where no head within `FAR_APART` is signed, a part begins, or ends, with such a row itself.
    """
    heads = sorted(signed)
    found: list[Stretch] = []
    for number in sorted(numbers):
        place = bisect_left(heads, number)
        before, after = heads[place - 1] if place else 0, heads[place] if place < len(heads) else None
        begins_signed = number - before <= FAR_APART
        ends_signed = after is not None and after - number <= FAR_APART
        first = before + 1 if begins_signed else number
        last = after if after is not None and ends_signed else number
        if found and first - found[-1].last <= FAR_APART:
            begun = found.pop()
            first, begins_signed = begun.first, begun.begins_signed
        found.append(Stretch(first, last, begins_signed, ends_signed))
    return found
