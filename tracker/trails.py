"""Where a vehicle was, and which vehicles the room may see: only what lies in a period of visibility, for the purpose it was sent for."""

from collections.abc import Sequence
from datetime import datetime
from math import cos, radians
from uuid import UUID

import shapely
from sqlalchemy import exists, func, or_, select, union

from db.engine import Reading
from db.models.fleet import Vehicle, VehicleVisibility
from db.models.positions import Position
from kit.errors import NotFound
from kit.geo import METRES_PER_DEG

Points = list[tuple[float, float, float]]
"""Longitude, latitude, seconds since 1970; oldest first."""
TILE_PX = 512
"""Side of a tile of the screen's map: the world's width at zoom 0."""


async def trail(session: Reading, vehicle_id: UUID, from_at: datetime, to_at: datetime) -> Points:
    """Give the stored fixes measured from `from_at` on, before `to_at`. Only the days of positions between them are read.

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


def pixel_m(zoom: float, lat_deg: float) -> float:
    """Give the metres a pixel of the screen's map covers at a latitude (Web Mercator)."""
    return 360 * METRES_PER_DEG * cos(radians(lat_deg)) / (TILE_PX * 2**zoom)


def simplified(points: Sequence[tuple[float, float, float]], within_m: float) -> Points:
    """Leave out the points within so many metres of the line drawn through those kept (Douglas and Peucker). First and last stay."""
    if len(points) < 3:  # noqa: PLR2004 - the two ends
        return list(points)
    wide = cos(radians(points[0][1]))
    drawn = [
        (lon_deg * wide * METRES_PER_DEG, lat_deg * METRES_PER_DEG, at)
        for at, (lon_deg, lat_deg, _) in enumerate(points)
    ]
    line = shapely.LineString(drawn).simplify(within_m, preserve_topology=False)
    return [points[round(at)] for at in shapely.get_coordinates(line, include_z=True)[:, 2].tolist()]


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
