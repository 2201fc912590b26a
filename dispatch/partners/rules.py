"""What is told outside the room, and for how long. Pure. Source: practice, rules 23 and 32."""

from datetime import datetime, timedelta

from kit.geo import distance_m
from kit.wire.codes.missions import MissionStatus
from kit.wire.live import LivePosition

CREW_SEES_FOR = timedelta(hours=12)
"""After a mission its crew sees it no more. Threshold [a]."""

ON_BOARD = frozenset({
    MissionStatus.TRANSP, MissionStatus.ETAPE1, MissionStatus.TRANSP2, MissionStatus.ETAPE2, MissionStatus.TRANSP3,
})  # fmt: skip
"""Statuses with the patient under way to the destination."""

SPEED_MPS = 60 / 3.6
"""Straight ahead, until roads answer."""


def arrives_at(status: MissionStatus, position: LivePosition | None, lon_deg: float, lat_deg: float) -> datetime | None:
    """Give when a vehicle with its patient is expected at a place; it moves with every fix."""
    if status not in ON_BOARD or position is None:
        return None
    metres = distance_m(position.lon_deg, position.lat_deg, lon_deg, lat_deg)
    return position.measured_at + timedelta(seconds=metres / SPEED_MPS)
