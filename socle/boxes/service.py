"""Use cases of boxes."""

from db.engine import Reading
from kit.ids import BoxId, VehicleId
from socle.boxes import repository


async def box_of(session: Reading, vehicle_id: VehicleId) -> tuple[BoxId, str, int] | None:
    """Give (id, name, partition) of the box that sits in a vehicle now; none when it has none."""
    found = await repository.in_vehicle(session, vehicle_id)
    if found is None:
        return None
    box_id, name, partition = found
    return BoxId(box_id), name, partition
