"""What is told outside the room, and for how long; whose turn it is in the search for an ambulance. Pure.

Source: practice, rules 18, 23, 25, 32.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.missions.rules import ON_BOARD, refusal_holds
from kit.geo import distance_m
from kit.wire.codes.missions import CrewRefusal, MissionStatus, Turn
from kit.wire.live import LivePosition

SPEED_MPS = 60 / 3.6
"""Straight ahead, when the roads do not answer."""

SEARCH_SHARE = 6
"""A search may take this part of the delay the doctor gave. Source: practice, rule 25."""


@dataclass(frozen=True, slots=True)
class Drive:
    """From where a vehicle with its patient was last heard, and when, to where it goes."""

    from_at: datetime
    origin: tuple[float, float]
    destination: tuple[float, float]
    """Longitude and latitude, degrees."""

    def straight_s(self) -> float:
        """Give the seconds it takes straight ahead at 60 km/h."""
        return distance_m(*self.origin, *self.destination) / SPEED_MPS


def drive(
    status: MissionStatus, position: LivePosition | None, destination: tuple[float, float] | None
) -> Drive | None:
    """Give the drive that ends at a destination; none while no patient is on board, or the vehicle is not heard of."""
    if status not in ON_BOARD or position is None or destination is None:
        return None
    return Drive(position.measured_at, (position.lon_deg, position.lat_deg), destination)


def refusal(reason: str | None) -> CrewRefusal | None:
    """Give why an order was refused, when it was said on a page; a box gives the crew's own words, which stay in the room."""
    return CrewRefusal(reason) if reason in set(CrewRefusal) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """An order given for a need, as far as the search goes."""

    vehicle_id: UUID
    status: MissionStatus
    accepted: bool
    refused: bool
    """Even when it was called off since."""
    reason: str | None
    ordered_at: datetime
    order_version: int


def waits_until(asked: Asked, lasts: timedelta) -> datetime | None:
    """Give until when an order waits for its answer; none once it has one, its crew has left, or nobody was ordered."""
    if asked.accepted or asked.refused or asked.order_version == 0 or asked.status is not MissionStatus.DECISION:
        return None
    return asked.ordered_at + lasts


def turn_of(asked: Asked, lasts: timedelta, now: datetime) -> Turn:
    """Tell where a vehicle that was ordered for a need stands. One that refused and left all the same is on its way."""
    if refusal_holds(asked.status, refused=asked.refused):
        return Turn.REFUSED
    if asked.status is MissionStatus.ANNULE:
        return Turn.STOOD_DOWN
    until = waits_until(asked, lasts)
    if until is None:
        return Turn.GOING
    return Turn.ASKED if now < until else Turn.SILENT


def search_until(decided_at: datetime, delay: timedelta | None, longest: timedelta) -> datetime:
    """Give when a search that found nobody is over: a sixth of the doctor's delay, `longest` at most. Source: practice, rule 25."""
    return decided_at + (longest if delay is None else min(delay / SEARCH_SHARE, longest))
