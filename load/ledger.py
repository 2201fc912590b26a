"""A box's disk that also remembers what it gave a number to and what it was receipted for: its word in a reckoning."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from simulators.journal import ONLY_BOX, Disk, Journal, Kind, Message, Number


class Kept(Struct, frozen=True, kw_only=True):
    """What one boot of a box knows: numbers 1 to `given` exist, those up to `receipted` were promised to be kept."""

    box: str
    boot: int
    given: int
    receipted: int


class Ledger(Journal):
    """A journal that keeps, beside what waits, how far each boot gave numbers and was receipted."""

    def __init__(self, place: Path | Disk, box: str = ONLY_BOX) -> None:
        self.given: dict[int, int] = {}
        self.receipted: dict[int, int] = {}
        super().__init__(place, box)

    def write(self, kind: Kind, at: datetime, make: Callable[[Number], Struct]) -> Message:
        """Number a message, and remember the number."""
        message = super().write(kind, at, make)
        self.given[message.number.boot] = message.number.seq
        return message

    def settle(self, upto: Number) -> int:
        """Believe a receipt, and remember what it covers."""
        covered = min(upto.seq, self.given.get(upto.boot, 0))
        self.receipted[upto.boot] = max(self.receipted.get(upto.boot, 0), covered)
        return super().settle(upto)

    def kept(self, box: str) -> list[Kept]:
        """Give what it knows of each boot in which it gave a number, under the name of its box."""
        return [
            Kept(box=box, boot=boot, given=given, receipted=self.receipted.get(boot, 0))
            for boot, given in self.given.items()
        ]
