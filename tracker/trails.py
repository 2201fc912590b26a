"""Where a vehicle was, and which vehicles the room may see: only what lies in a period of visibility, for the purpose it was sent for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, or_, select, union

from db.engine import Reading
from db.models.fleet import Vehicle, VehicleVisibility
from db.models.positions import Position
from kit.errors import NotFound


async def trail(
    session: Reading, vehicle_id: UUID, from_at: datetime, to_at: datetime
) -> list[tuple[float, float, float]]:
    """Give the stored fixes measured from `from_at` on, before `to_at`, oldest first: longitude, latitude, seconds since 1970.

    A fix measured while the room might not see the vehicle is left out. Source: practice, rule 26.

    Raises:
        NotFound: no such vehicle.
    """
    if await session.get(Vehicle, vehicle_id) is None:
        raise NotFound("no such vehicle")
    might_be_seen = exists().where(
        VehicleVisibility.vehicle_id == vehicle_id,
        VehicleVisibility.from_at <= Position.measured_at,
        or_(VehicleVisibility.to_at.is_(None), VehicleVisibility.to_at > Position.measured_at),
    )
    rows = await session.execute(
        select(Position.lon_deg, Position.lat_deg, func.extract("epoch", Position.measured_at))
        .where(
            Position.vehicle_id == vehicle_id,
            Position.measured_at >= from_at,
            Position.measured_at < to_at,
            might_be_seen,
        )
        .order_by(Position.measured_at)
    )
    return [(lon_deg, lat_deg, float(epoch_s)) for lon_deg, lat_deg, epoch_s in rows]


async def visible_vehicles(session: Reading, at: datetime) -> set[UUID]:
    """Give the vehicles the room may see at a domain time."""
    rows = await session.scalars(
        select(VehicleVisibility.vehicle_id).where(
            VehicleVisibility.from_at <= at, or_(VehicleVisibility.to_at.is_(None), VehicleVisibility.to_at > at)
        )
    )
    return set(rows)


async def sight_changes(session: Reading, from_at: datetime, to_at: datetime) -> list[datetime]:
    """Give the instants after one and up to another, domain time, at which the room began or ceased to see a vehicle, in order."""
    began = select(VehicleVisibility.from_at).where(
        VehicleVisibility.from_at > from_at, VehicleVisibility.from_at <= to_at
    )
    ended = select(VehicleVisibility.to_at).where(VehicleVisibility.to_at > from_at, VehicleVisibility.to_at <= to_at)
    return sorted(at for at in await session.scalars(union(began, ended)) if at is not None)
