"""The vehicles of a bench: each with its box, all seen by the room."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from db.engine import make_engine
from db.models.boxes import Box, BoxLink
from db.models.directory import Centre, Organisation
from db.models.fleet import Vehicle, VehicleVisibility
from kit.clock import real_now
from kit.ids import CentreId, new_id
from kit.settings import Settings
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from socle.boxes.credential import broker_hash

PASSWORD = "a bench credential"  # noqa: S105 - of boxes that live as long as the bench
_HASH = broker_hash(PASSWORD)


async def fill(settings: Settings, boxes: Mapping[str, int]) -> CentreId:
    """Give every box (name → partition) a vehicle on garde since yesterday; gives the centre they belong to."""
    since = real_now() - timedelta(days=1)
    centre, organisation = CentreId(new_id()), new_id()
    vehicles = {name: new_id() for name in boxes}
    ids = {name: new_id() for name in boxes}
    engine = make_engine(settings, "rramu_owner")
    async with engine.begin() as connection:
        await connection.execute(
            insert(Centre),
            [{"id": centre, "code": "BCH", "name": "Bench", "lon_deg": 0.0, "lat_deg": 49.0, "regulates": True}],
        )
        await connection.execute(
            insert(Organisation), [{"id": organisation, "kind": "TSU", "name": "Bench", "phone": None}]
        )
        await connection.execute(
            insert(Vehicle), [_vehicle(name, vehicles[name], organisation, centre, since) for name in boxes]
        )
        await connection.execute(
            insert(VehicleVisibility),
            [
                {
                    "id": new_id(),
                    "vehicle_id": vehicle,
                    "reason": VisibilityReason.GARDE.value,
                    "from_at": since,
                    "to_at": None,
                }
                for vehicle in vehicles.values()
            ],
        )
        await connection.execute(
            insert(Box), [_box(name, ids[name], partition, since) for name, partition in boxes.items()]
        )
        await connection.execute(
            insert(BoxLink),
            [
                {"id": new_id(), "box_id": ids[name], "vehicle_id": vehicles[name], "from_at": since, "to_at": None}
                for name in boxes
            ],
        )
    await engine.dispose()
    return centre


def _box(name: str, box: UUID, partition: int, since: datetime) -> dict[str, object]:
    return {
        "id": box,
        "name": name,
        "partition": partition,
        "broker_hash": _HASH,
        "state": "ACTIVE",
        "provisioned_at": since,
        "revoked_at": None,
    }


def _vehicle(name: str, vehicle: UUID, organisation: UUID, centre: UUID, since: datetime) -> dict[str, object]:
    return {
        "id": vehicle,
        "version": 1,
        "call_sign": name,
        "type": VehicleType.TSU_AMB.value,
        "organisation_id": organisation,
        "centre_id": centre,
        "base": "Bench",
        "base_lon_deg": 0.0,
        "base_lat_deg": 49.0,
        "availability": Availability.AVAILABLE.value,
        "availability_at": since,
    }
