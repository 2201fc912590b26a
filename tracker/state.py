"""The newest fix of each vehicle, in memory, and which vehicles are in which cell of the map."""

from collections.abc import Iterable
from uuid import UUID

from kit.wire.live import LivePosition


class LiveState:
    """Vehicles of the partitions this process owns."""

    def __init__(self) -> None:
        self._latest: dict[UUID, tuple[LivePosition, int, str]] = {}
        self._cells: dict[int, set[UUID]] = {}

    def offer(self, position: LivePosition, cell: int, partition: str) -> bool:
        """Keep a position if it is newer than the one held, by (measured time, boot, sequence); tell whether it was."""
        held = self._latest.get(position.vehicle_id)
        if held is not None:
            old = held[0]
            if position.measured_at < old.measured_at or (
                position.measured_at == old.measured_at and (position.boot, position.seq) <= (old.boot, old.seq)
            ):
                return False
            if held[1] != cell:
                self._leave(held[1], position.vehicle_id)
        self._latest[position.vehicle_id] = (position, cell, partition)
        if held is None or held[1] != cell:
            self._cells.setdefault(cell, set()).add(position.vehicle_id)
        return True

    def latest(self, vehicle_id: UUID) -> LivePosition | None:
        """Give a vehicle's newest position."""
        held = self._latest.get(vehicle_id)
        return None if held is None else held[0]

    def within(self, cells: Iterable[int]) -> set[UUID]:
        """Give the vehicles in these cells."""
        found: set[UUID] = set()
        for cell in cells:
            found |= self._cells.get(cell, set())
        return found

    def forget(self, partition: str) -> None:
        """Drop a partition that another process owns now."""
        for vehicle_id, (_, cell, heard_in) in list(self._latest.items()):
            if heard_in == partition:
                del self._latest[vehicle_id]
                self._leave(cell, vehicle_id)

    def _leave(self, cell: int, vehicle_id: UUID) -> None:
        there = self._cells[cell]
        there.discard(vehicle_id)
        if not there:
            del self._cells[cell]
