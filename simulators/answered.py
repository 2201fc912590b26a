"""Which version of each order a box has answered, kept on its disk: it is told again until its receipt is heard."""

import msgspec

from kit.wire.telemetry import Order
from simulators.journal import Journal

MISSIONS_KEPT = 100
NOTE = "versions"


class Answered:
    """The newest version answered of each mission's order, of the last missions."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._versions = msgspec.json.decode(journal.noted(NOTE) or b"{}", type=dict[str, int])

    def knows(self, order: Order) -> bool:
        """Tell whether this version, or a higher one, was answered already."""
        return order.version <= self._versions.get(str(order.mission_id), 0)

    def add(self, order: Order) -> None:
        """Remember a version across boots."""
        newest = [*self._versions.items(), (str(order.mission_id), order.version)][-MISSIONS_KEPT:]
        self._versions = dict(newest)
        self._journal.note(NOTE, msgspec.json.encode(self._versions))
