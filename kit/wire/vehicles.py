"""The fleet as operators see it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import MissionStatus


class VehicleView(Struct, frozen=True, kw_only=True):
    """A vehicle with what the room may know of it. No medical word: every centre sees it."""

    id: UUID
    version: int
    call_sign: str
    type: VehicleType
    organisation: str
    base: str
    base_lon_deg: float
    base_lat_deg: float
    team_id: UUID | None
    team_level: MedicalLevel | None
    availability: Availability
    availability_at: datetime
    visible_for: list[VisibilityReason]
    mission_id: UUID | None
    """The active mission; its details only come with `MissionView`, for the centre that owns it."""
    mission_status: MissionStatus | None
    mission_centre_id: UUID | None
    reserved_mission_id: UUID | None
    centre_id: UUID | None = None
    """Centre of its home sector: whoever else needs it asks there, unless a convention lets them engage it."""


class Trail(Struct, frozen=True, kw_only=True):
    """Where a vehicle was, oldest first, while the room might see it. Every look at one is audited."""

    vehicle_id: UUID
    points: list[tuple[float, float, float]]
    """Longitude and latitude in degrees, then the fix's time in seconds since 1970."""
    within_m: float = 0.0
    """Simplified for a map: fixes left out lie within so many metres of the line through the others. 0: none is left out."""


class NearbyVehicle(Struct, frozen=True, kw_only=True):
    """A vehicle near a place, in a straight line."""

    vehicle_id: UUID
    distance_m: float
    lon_deg: float
    lat_deg: float
    measured_at: datetime
