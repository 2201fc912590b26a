"""One active and one reserved mission per vehicle and per team, region-wide: unique indexes say so, these functions ask them."""

from datetime import datetime
from typing import Literal

from db.engine import Writing
from dispatch.vehicles import repository
from kit.errors import Conflict
from kit.ids import CentreId, MissionId, TeamId, VehicleId
from kit.wire.codes.missions import MissionStatus

Slot = Literal["ACTIVE", "RESERVED"]


class VehicleBusy(Conflict):
    """The vehicle already holds a mission in this slot."""

    title = "Vehicle already on a mission"


class TeamBusy(Conflict):
    """The team already holds a mission in this slot, on another vehicle."""

    title = "Team already on a mission"


async def claim(
    session: Writing,
    *,
    vehicle_id: VehicleId,
    team_id: TeamId | None,
    mission_id: MissionId,
    slot: Slot,
    centre_id: CentreId,
    status: MissionStatus,
    at: datetime,
) -> None:
    """Bind a vehicle and its team to a mission. Of claims made at the same moment exactly one wins.

    Raises:
        VehicleBusy: the vehicle has a mission in this slot.
        TeamBusy: the team has one.
    """
    won = await repository.insert_occupancy(
        session,
        {
            "mission_id": mission_id,
            "slot": slot,
            "vehicle_id": vehicle_id,
            "team_id": team_id,
            "centre_id": centre_id,
            "status": status.value,
            "since": at,
        },
    )
    if not won:
        if await repository.lock_occupancy(session, vehicle_id, slot) is not None:
            raise VehicleBusy("the vehicle has just been engaged on another mission")
        raise TeamBusy("the team on board is engaged on another mission")
    await repository.next_version(session, vehicle_id)


async def set_status(session: Writing, mission_id: MissionId, status: MissionStatus) -> None:
    """Show a mission's new status on its vehicle; nothing to do when the vehicle is already free."""
    vehicle_id = await repository.set_occupancy_status(session, mission_id, status.value)
    if vehicle_id is not None:
        await repository.next_version(session, vehicle_id)


async def release(session: Writing, mission_id: MissionId) -> VehicleId | None:
    """Free the vehicle and the team of a mission; gives the vehicle freed, none when it already was."""
    vehicle_id = await repository.delete_occupancy(session, mission_id)
    if vehicle_id is None:
        return None
    await repository.next_version(session, vehicle_id)
    return VehicleId(vehicle_id)
