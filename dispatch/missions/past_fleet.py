"""The vehicles a room might see at a past instant: who was available, who was on a mission of the centre."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from db.engine import Reading
from db.models.directory import REGION_CHAIN_ID
from db.models.trail import Fact
from dispatch.vehicles import service as vehicles
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView


async def views(session: Reading, seen: Collection[UUID], at: datetime) -> list[VehicleView]:
    """Give the vehicles seen at a domain time, each with what it had last declared by then; on no mission.

    One that had declared nothing yet was there as its garde put it: available.
    """
    declared = await _declared(session, seen, at)
    nothing = (Availability.AVAILABLE, None)
    return [
        replace(
            vehicle,
            availability=declared.get(vehicle.id, nothing)[0],
            availability_at=declared.get(vehicle.id, nothing)[1] or vehicle.availability_at,
            mission_id=None,
            mission_status=None,
            mission_centre_id=None,
            reserved_mission_id=None,
        )
        for vehicle in await vehicles.views(session, at, seen)
    ]


async def declarations(session: Reading, from_at: datetime, to_at: datetime) -> list[datetime]:
    """Give the instants after one and up to another, domain time, at which a vehicle declared its availability, in order."""
    query = select(Fact.at).where(*_DECLARED, Fact.at > from_at, Fact.at <= to_at).order_by(Fact.at)
    return list(await session.scalars(query))


_DECLARED = (
    Fact.centre_id == REGION_CHAIN_ID,
    Fact.kind == "vehicle.availability_declared",
    Fact.body["applied"].as_boolean(),
)


async def _declared(
    session: Reading, seen: Collection[UUID], at: datetime
) -> dict[UUID, tuple[Availability, datetime]]:
    query = (
        select(Fact.vehicle_id, Fact.body["availability"].astext, Fact.at)
        .where(*_DECLARED, Fact.at <= at, Fact.vehicle_id.in_(seen))
        .ext(distinct_on(Fact.vehicle_id))
        .order_by(Fact.vehicle_id, Fact.at.desc(), Fact.id.desc())
    )
    return {
        vehicle_id: (Availability(declared), told_at)
        for vehicle_id, declared, told_at in await session.execute(query)
        if vehicle_id is not None
    }


def on_missions(fleet: Sequence[VehicleView], missions: Sequence[MissionView]) -> list[VehicleView]:
    """Put the vehicles on the missions that were under way, the last ordered of each."""
    held = {
        mission.vehicle_id: mission
        for mission in missions
        if mission.closed_at is None and mission.status is not MissionStatus.ANNULE
    }
    return [_on(vehicle, held.get(vehicle.id)) for vehicle in fleet]


def _on(vehicle: VehicleView, mission: MissionView | None) -> VehicleView:
    if mission is None:
        return vehicle
    return replace(vehicle, mission_id=mission.id, mission_status=mission.status, mission_centre_id=mission.centre_id)
