"""The newest fix of each vehicle, in memory."""

from uuid import UUID

from kit.wire.live import LivePosition


class LiveState:
    """Vehicles of the partitions this process owns."""

    def __init__(self) -> None:
        self._latest: dict[UUID, tuple[LivePosition, str]] = {}

    def offer(self, position: LivePosition, partition: str) -> bool:
        """Keep a position if it is newer than the one held, by (measured time, boot, sequence); tell whether it was."""
        held = self._latest.get(position.vehicle_id)
        if held is not None:
            old = held[0]
            if position.measured_at < old.measured_at or (
                position.measured_at == old.measured_at and (position.boot, position.seq) <= (old.boot, old.seq)
            ):
                return False
        self._latest[position.vehicle_id] = (position, partition)
        return True

    def latest(self, vehicle_id: UUID) -> LivePosition | None:
        """Give a vehicle's newest position."""
        held = self._latest.get(vehicle_id)
        return None if held is None else held[0]

    def forget(self, partition: str) -> None:
        """Drop a partition that another process owns now."""
        self._latest = {
            vehicle_id: (position, heard_in)
            for vehicle_id, (position, heard_in) in self._latest.items()
            if heard_in != partition
        }
