"""What the doors hand to the tracker, and what they take back. Plain values."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kit.wire.codes.boxes import MessageRefusal
from kit.wire.telemetry import BoxHealth, BoxStatus, Fix, OrderReceipt, Presence, Refused


class Source(NamedTuple):
    """Who sent a message, and how to acknowledge it: `mid` is 0 when nobody waits for that."""

    partition: str
    box: str
    connection: int = 0
    mid: int = 0
    correlation: bytes | None = None
    """What the sender named the message by."""


class UnreadFix(NamedTuple):
    """An item of a batch that is no fix, though its two numbers are readable."""

    boot: int
    seq: int
    payload: bytes


class MessageRefused(NamedTuple):
    """A message, or the part of it without readable numbers, that cannot be used."""

    reason: MessageRefusal
    detail: str
    payload: bytes
    numbers: tuple[int, int] | None = None
    """(boot, sequence) when readable; it is settled then."""


class Fixes(NamedTuple):
    """Fixes in the order they were sent. `kept`: from `track`, to be stored and receipted; else from `live`, for the map only."""

    fixes: list[Fix]
    unread: list[UnreadFix]
    refused: MessageRefused | None
    kept: bool


Content = Fixes | BoxStatus | OrderReceipt | Presence | BoxHealth | MessageRefused


class Ticket(NamedTuple):
    """What an acknowledgement needs."""

    connection: int
    mid: int


class Outlet(Protocol):
    """The door's side: told on the event loop, after commit; must not block."""

    def acknowledge(self, partition: str, tickets: Sequence[Ticket], /) -> None:
        """The broker may forget these messages."""

    def settled(self, partition: str, box: str, boot: int, seq: int, /) -> None:
        """The box may forget everything of `boot` up to `seq`."""

    def refused(self, partition: str, box: str, refused: Refused, /) -> None:
        """The box is told what was refused, and why."""
