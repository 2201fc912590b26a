"""The table of garde, and the room seeing each vehicle for as long as its shift lasts. Region-wide.

Only vehicles that take their turn in a sector come and go with the table: SMUR teams are on garde as long as they are there.
Source: practice, rules 23 and 26.
"""

from datetime import datetime, timedelta

from db.engine import Reading, Writing
from db.models.directory import REGION_CHAIN_ID
from dispatch.vehicles import repository, service
from kit.caller import Author
from kit.ids import CentreId, VehicleId, new_id
from kit.wire.codes.means import VisibilityReason
from region.garde import coming
from region.places import Region
from socle.audit import service as audit

AHEAD = timedelta(days=14)
RENEWED_BEFORE = timedelta(days=7)
"""How far the table of a demo reaches, and how near its end it is continued; domain time."""


async def ends_soon(session: Reading, at: datetime) -> bool:
    """Tell whether there are vehicles that take their turn, and no table for them beyond `RENEWED_BEFORE`."""
    return await repository.lacks_shifts(session, at + RENEWED_BEFORE)


async def foresee(session: Writing, region: Region, at: datetime) -> None:
    """Continue the table as the region's companies take turns; what is in it stays, a vehicle that does not exist holds no line."""
    vehicles = await repository.ids_by_call_sign(session)
    await repository.add_shifts(
        session,
        [
            {
                "id": new_id(),
                "sector_code": shift.sector_code,
                "line": shift.line,
                "vehicle_id": vehicles[shift.call_sign],
                "from_at": from_at,
                "to_at": to_at,
            }
            for shift, from_at, to_at in coming(region, at, at + AHEAD)
            if shift.call_sign in vehicles
        ],
    )


async def relieve(session: Writing, author: Author, at: datetime) -> bool:
    """Let the room see one vehicle whose shift has begun, or else no more one whose shift is over. False when nothing is left to do.

    One at a time, so that a transaction waits for no more than one vehicle.
    """
    begun = await repository.garde_unseen(session, at)
    ended = None if begun is not None else await repository.garde_over(session, at)
    vehicle_id = begun or ended
    if vehicle_id is None:
        return False
    change = service.hide if begun is None else service.show
    await change(session, VehicleId(vehicle_id), VisibilityReason.GARDE, at)
    kind = "vehicle.garde_ended" if begun is None else "vehicle.garde_begun"
    await audit.record(session, author, CentreId(REGION_CHAIN_ID), kind, at, {}, vehicle_id=VehicleId(vehicle_id))
    return True
