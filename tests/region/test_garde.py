"""The table of garde: every line held, the same every time, and fair between vehicles and companies."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.wire.codes.means import VehicleType
from region.garde import Period, hours, on_duty, shift_at
from tests.country import region

REGION = region()
VEHICLES = {vehicle.call_sign: vehicle for vehicle in REGION.vehicles}
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
PERIODS = st.sampled_from(Period)


@settings(max_examples=20)
@given(DAYS, PERIODS)
def test_every_line_is_held_by_one_ambulance_of_the_sector(day: date, period: Period) -> None:
    table = on_duty(REGION, day, period)
    lines = {
        (sector.code, line + 1)
        for sector in REGION.sectors
        for line in range(sector.day_lines if period is Period.DAY else sector.night_lines)
    }
    assert {(shift.sector_code, shift.line) for shift in table} == lines
    assert len({shift.call_sign for shift in table}) == len(table) == len(lines)
    for shift in table:
        assert VEHICLES[shift.call_sign].type is VehicleType.TSU_AMB
        assert VEHICLES[shift.call_sign].sector_code == shift.sector_code
    assert on_duty(REGION, day, period) == table


@pytest.mark.parametrize("period", list(Period))
@pytest.mark.parametrize("code", [sector.code for sector in REGION.sectors if sector.code in {"14-1", "50-2", "61-3"}])
def test_turns_are_fair(code: str, period: Period) -> None:
    """Over as many days as a sector has ambulances, each takes the same number of shifts, so a company's share is that of its vehicles."""
    fleet = [vehicle for vehicle in REGION.vehicles if vehicle.sector_code == code]
    turns = Counter(
        shift.call_sign
        for number in range(len(fleet))
        for shift in on_duty(REGION, date(2026, 1, 1) + timedelta(days=number), period)
        if shift.sector_code == code
    )
    assert turns.keys() == {vehicle.call_sign for vehicle in fleet}
    assert len(set(turns.values())) == 1


def test_companies_follow_each_other() -> None:
    """In a sector of many companies no one holds two lines of the same day."""
    rouen = [shift for shift in on_duty(REGION, date(2026, 11, 22), Period.DAY) if shift.sector_code == "76-1"]
    assert len({VEHICLES[shift.call_sign].organisation for shift in rouen}) == len(rouen) == 6


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_an_instant_is_in_the_hours_of_its_shift(at: datetime) -> None:
    from_at, to_at = hours(*shift_at(at))
    assert from_at <= at < to_at


def test_shifts_follow_each_other_through_both_changes_of_the_clock() -> None:
    lengths: set[timedelta] = set()
    for day in (date(2026, 3, 28), date(2026, 10, 24)):
        (_, noon), (evening, morning) = hours(day, Period.DAY), hours(day, Period.NIGHT)
        assert noon == evening
        assert morning == hours(day + timedelta(days=1), Period.DAY)[0]
        lengths.add(morning - evening)
    assert lengths == {timedelta(hours=11), timedelta(hours=13)}
