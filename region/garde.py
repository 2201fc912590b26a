"""Who is on garde: the ambulance companies' table of duty, for any day. Repeatable; pure.

In each sector every ambulance takes its turn, those of one company as far apart in the row as can be: over as many shifts as the row is
long, each ambulance takes each line once, so that a company's share is that of its vehicles. Nights walk the same row half of it ahead.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from kit.clock import PARIS
from kit.wire.codes.means import VehicleType
from region.country import FleetVehicle, Region

DAY_STARTS, NIGHT_STARTS = time(8), time(20)
"""Hours of the shifts, Paris time. An assumption of ours."""


class Period(StrEnum):
    """The two shifts of a date. The night ends on the morning after."""

    DAY = "DAY"
    NIGHT = "NIGHT"


@dataclass(frozen=True, slots=True)
class GardeShift:
    """One line of a sector for one shift, from 1 on, and who holds it."""

    sector_code: str
    line: int
    call_sign: str


def on_duty(region: Region, day: date, period: Period) -> Sequence[GardeShift]:
    """Give who holds each line of each sector, by sector and line."""
    ambulances: defaultdict[str, list[FleetVehicle]] = defaultdict(list)
    for vehicle in region.vehicles:
        if vehicle.type is VehicleType.TSU_AMB and vehicle.sector_code is not None:
            ambulances[vehicle.sector_code].append(vehicle)
    shifts: list[GardeShift] = []
    for sector in region.sectors:
        row = _row(ambulances[sector.code])
        lines, ahead = (sector.day_lines, 0) if period is Period.DAY else (sector.night_lines, len(row) // 2)
        first = day.toordinal() * lines + ahead
        shifts += [
            GardeShift(sector.code, line + 1, row[(first + line) % len(row)]) for line in range(min(lines, len(row)))
        ]
    return shifts


def coming(region: Region, at: datetime, until: datetime) -> Iterator[tuple[GardeShift, datetime, datetime]]:
    """Give the shifts from the one an instant is in, until none begins any more, each with its first and last instant."""
    day, period = shift_at(at)
    while (span := hours(day, period))[0] < until:
        for shift in on_duty(region, day, period):
            yield shift, *span
        day, period = (day, Period.NIGHT) if period is Period.DAY else (day + timedelta(days=1), Period.DAY)


def hours(day: date, period: Period) -> tuple[datetime, datetime]:
    """Give the first and the last instant of a shift, UTC; a night is an hour longer or shorter when the clock changes."""
    starts, ends = (DAY_STARTS, NIGHT_STARTS) if period is Period.DAY else (NIGHT_STARTS, DAY_STARTS)
    last = day if period is Period.DAY else day + timedelta(days=1)
    return datetime.combine(day, starts, PARIS).astimezone(UTC), datetime.combine(last, ends, PARIS).astimezone(UTC)


def shift_at(at: datetime) -> tuple[date, Period]:
    """Give the shift an instant is in."""
    local = at.astimezone(PARIS)
    if local.time() < DAY_STARTS:
        return local.date() - timedelta(days=1), Period.NIGHT
    return local.date(), Period.DAY if local.time() < NIGHT_STARTS else Period.NIGHT


def _row(vehicles: Sequence[FleetVehicle]) -> list[str]:
    """Order a sector's ambulances so that each company's are spread evenly."""
    companies: defaultdict[str, list[str]] = defaultdict(list)
    for vehicle in vehicles:
        companies[vehicle.organisation].append(vehicle.call_sign)
    placed = [
        ((number + 0.5) / len(owned), call_sign)
        for owned in companies.values()
        for number, call_sign in enumerate(sorted(owned))
    ]
    return [call_sign for _, call_sign in sorted(placed)]
