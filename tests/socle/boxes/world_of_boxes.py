"""The small world with a company that can be called, and two of its vehicles without a box."""

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.models.directory import Organisation
from db.models.fleet import Vehicle
from kit.caller import Caller
from kit.ids import VehicleId
from kit.wire.codes.means import Availability, VehicleType
from tests import world

DEUX_RIVES = world.fixed_id(3, 1)
SPARE, SPARE_2 = VehicleId(world.fixed_id(4, 91)), VehicleId(world.fixed_id(4, 92))
LIGHT = VehicleId(world.fixed_id(4, 93))
"""A vehicle for seated patients."""
OF_THE_FIRE_SERVICE = VehicleId(world.fixed_id(4, 94))
COMPANY: Caller = world.COMPANY_CAEN.caller
MANAGER: Caller = world.ADMINISTRATOR.caller


async def furnish(owner: AsyncEngine) -> None:
    """Add them to a database."""
    spare = [
        (SPARE, "AMB Caen 8", VehicleType.TSU_AMB, DEUX_RIVES),
        (SPARE_2, "AMB Caen 9", VehicleType.TSU_AMB, DEUX_RIVES),
        (LIGHT, "VSL Caen 1", VehicleType.TSU_VSL, DEUX_RIVES),
        (OF_THE_FIRE_SERVICE, "VSAV Caen 8", VehicleType.SIS_VSAV, world.fixed_id(3, 3)),
    ]
    async with owner.begin() as connection:
        await connection.execute(
            update(Organisation).where(Organisation.id == DEUX_RIVES).values(phone="02 00 00 00 00")
        )
        for vehicle_id, call_sign, kind, organisation_id in spare:
            await connection.execute(
                insert(Vehicle).values(
                    id=vehicle_id,
                    version=1,
                    call_sign=call_sign,
                    type=kind.value,
                    organisation_id=organisation_id,
                    centre_id=world.CAEN,
                    base="Base",
                    base_lon_deg=-0.37,
                    base_lat_deg=49.18,
                    availability=Availability.AVAILABLE.value,
                    availability_at=world.START,
                )
            )
