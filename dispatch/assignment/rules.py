"""Who can go, and who arrives first. Pure. Source: practice, rules 6, 23, 24, 26, 28; design, section 6; domain, section 2."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kit import geo
from kit.clock import PARIS
from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import Availability, VehicleType
from kit.wire.live import LivePosition
from kit.wire.missions import Candidate
from kit.wire.vehicles import VehicleView

Dropped = Literal["WRONG_TYPE", "NOT_VISIBLE", "NO_TEAM", "UNAVAILABLE", "BUSY", "ON_REQUEST"]

DAY_HOURS = range(8, 20)
"""Hours of local time in which turn-out is a day's. Assumption, to become a parameter."""

ANSWERS: Mapping[MeansType, frozenset[VehicleType]] = {
    MeansType.SMUR: frozenset({VehicleType.SMUR_VLM, VehicleType.SMUR_AR, VehicleType.SMUR_HELI}),
    MeansType.TSU: frozenset({VehicleType.TSU_AMB}),
    MeansType.SIS: frozenset({VehicleType.SIS_VSAV}),
}
"""Vehicle types a means asks for. A VSL never answers an INTER (practice, rule 23); other means are not sent by the room."""

ON_REQUEST = frozenset({VehicleType.SMUR_HELI})
"""Asked, never ordered: the pilot alone accepts or refuses. Source: practice, rule 7."""

LEVELS: Mapping[MeansType, frozenset[MedicalLevel]] = {
    MeansType.SMUR: frozenset({MedicalLevel.MED, MedicalLevel.PARAMED}),
    MeansType.TSU: frozenset(MedicalLevel),
    MeansType.SIS: frozenset(MedicalLevel),
}
"""Team levels a means accepts: a hard condition. Source: practice, rule 6."""

SPEED_KMH: Mapping[VehicleType, int] = {
    VehicleType.SMUR_VLM: 70,
    VehicleType.SMUR_AR: 60,
    VehicleType.SMUR_HELI: 200,
    VehicleType.TSU_AMB: 60,
    VehicleType.TSU_VSL: 50,
    VehicleType.SIS_VSAV: 55,
}
"""Speed along the straight line, detours counted in. Assumption, replaced by road times."""


def turn_out(vehicle_type: VehicleType, at: datetime) -> timedelta:
    """Give the time from order to departure, by family and hour. Source: domain, section 2 (TSU 4 min, SMUR 3/5 min, VSAV 2 min 28 s)."""
    day = at.astimezone(PARIS).hour in DAY_HOURS
    if vehicle_type.startswith("SMUR"):
        return timedelta(minutes=3 if day else 5)
    if vehicle_type.startswith("SIS"):
        return timedelta(minutes=2, seconds=28)
    return timedelta(minutes=4)


def method(means: MeansType) -> str:
    """Say how times were estimated for a means: `straight-line-60kmh`."""
    speeds = sorted({SPEED_KMH[vehicle_type] for vehicle_type in ANSWERS[means] - ON_REQUEST})
    return "straight-line-" + "-".join(f"{speed}" for speed in speeds) + "kmh"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for, where and when.

    `stale_after`: age from which a position is no longer where the vehicle is. `engageable`: the centres whose vehicles are engaged without
    asking: the case's own, and those that a convention binds.
    """

    means: MeansType
    lon_deg: float
    lat_deg: float
    at: datetime
    stale_after: timedelta
    engageable: frozenset[UUID]


def why_dropped(vehicle: VehicleView, means: MeansType) -> Dropped | None:
    """Say why a vehicle cannot answer a means now; none when it can. Freshness of its position is never a reason."""
    reasons: tuple[tuple[Dropped, bool], ...] = (
        ("WRONG_TYPE", vehicle.type not in ANSWERS[means]),
        ("NOT_VISIBLE", not vehicle.visible_for),
        ("NO_TEAM", vehicle.team_level not in LEVELS[means]),
        ("UNAVAILABLE", vehicle.availability is not Availability.AVAILABLE),
        ("BUSY", vehicle.mission_id is not None),
        ("ON_REQUEST", vehicle.type in ON_REQUEST),  # last: whoever is dropped for this alone can be asked
    )
    return next((reason for reason, holds in reasons if holds), None)


def weigh(vehicle: VehicleView, position: LivePosition | None, need: Need) -> Candidate:
    """Estimate one vehicle's arrival. A stale or unknown position counts at base: distance from there, arrival unknown.

    Source: practice, rule 24.
    """
    age = None if position is None else max(timedelta(0), need.at - position.measured_at)
    if position is None or age is None or age > need.stale_after:
        lon_deg, lat_deg, stale = vehicle.base_lon_deg, vehicle.base_lat_deg, True
    else:
        lon_deg, lat_deg, stale = position.lon_deg, position.lat_deg, False
    distance_m = geo.distance_m(lon_deg, lat_deg, need.lon_deg, need.lat_deg)
    drive_s = distance_m / (SPEED_KMH[vehicle.type] / 3.6)
    return Candidate(
        vehicle_id=vehicle.id,
        call_sign=vehicle.call_sign,
        type=vehicle.type,
        team_id=vehicle.team_id,
        team_level=vehicle.team_level,
        distance_m=round(distance_m, 1),
        arrival_s=None if stale else round(turn_out(vehicle.type, need.at).total_seconds() + drive_s, 1),
        position_age_s=None if age is None else age.total_seconds(),
        stale=stale,
        dropped=why_dropped(vehicle, need.means),
        ask_centre_id=None if vehicle.centre_id in need.engageable else vehicle.centre_id,
    )


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Order candidates, fastest expected arrival first; those whose arrival is unknown follow, nearest base first."""
    return sorted(
        candidates,
        key=lambda one: (
            one.arrival_s is None,
            one.arrival_s if one.arrival_s is not None else one.distance_m or 0.0,
            one.call_sign,
        ),
    )


def sort_out(
    fleet: Iterable[tuple[VehicleView, LivePosition | None]], need: Need
) -> tuple[list[Candidate], list[Candidate]]:
    """Divide the whole fleet into candidates, ranked, and those dropped with their reason, by call sign. Nobody is left out."""
    weighed = [weigh(vehicle, position, need) for vehicle, position in fleet]
    fit = rank(candidate for candidate in weighed if candidate.dropped is None)
    unfit = sorted((one for one in weighed if one.dropped is not None), key=lambda one: one.call_sign)
    return fit, unfit
