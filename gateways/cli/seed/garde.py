"""The table of garde of the days to come, and what it lets the room see."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from db.engine import Writing
from db.models.fleet import GardeShift as Shift
from db.models.fleet import VehicleVisibility
from kit.ids import VehicleId, new_id
from kit.wire.codes import VisibilityReason
from region.garde import GardeShift, Period, hours, on_duty, shift_at
from region.places import Region

AHEAD = timedelta(days=14)


def now(region: Region, at: datetime) -> Sequence[GardeShift]:
    """Give who is on garde at an instant."""
    return on_duty(region, *shift_at(at))


async def load(session: Writing, region: Region, vehicles: Mapping[str, VehicleId], at: datetime) -> None:
    """Add the shifts that are missing, from the one that runs to `AHEAD`; the room sees a vehicle for as long as its shift lasts.

    `vehicles`: ids by call sign; a line of a vehicle that is not among them stays empty.
    """
    known = await session.execute(
        select(Shift.sector_code, Shift.line, Shift.from_at).where(Shift.to_at > at, Shift.from_at <= at + AHEAD)
    )
    there = {(sector_code, line, from_at) for sector_code, line, from_at in known}
    for shift, from_at, to_at in _coming(region, at):
        vehicle_id = vehicles.get(shift.call_sign)
        if vehicle_id is None or (shift.sector_code, shift.line, from_at) in there:
            continue
        session.add(
            Shift(
                id=new_id(),
                sector_code=shift.sector_code,
                line=shift.line,
                vehicle_id=vehicle_id,
                from_at=from_at,
                to_at=to_at,
            )
        )
        session.add(
            VehicleVisibility(
                id=new_id(), vehicle_id=vehicle_id, reason=VisibilityReason.GARDE.value, from_at=from_at, to_at=to_at
            )
        )
    await session.flush()


def _coming(region: Region, at: datetime) -> Iterator[tuple[GardeShift, datetime, datetime]]:
    day, period = shift_at(at)
    while (span := hours(day, period))[0] <= at + AHEAD:
        for shift in on_duty(region, day, period):
            yield shift, *span
        day, period = (day, Period.NIGHT) if period is Period.DAY else (day + timedelta(days=1), Period.DAY)
