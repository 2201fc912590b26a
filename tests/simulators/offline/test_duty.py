"""When vehicles can be sent."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

from kit.clock import PARIS
from kit.wire.codes.means import VehicleType
from region.garde import Period, on_duty
from simulators.offline.duty import ALWAYS, duty_of
from tests import country

TUESDAY = date(2026, 11, 24)
MIDNIGHT = datetime.combine(TUESDAY, time(), PARIS).astimezone(UTC)
HOUR_S = 3600.0


def test_at_night_only_garde_is_there_by_day_volunteers_too() -> None:
    region = country.region()
    duty = duty_of(region, TUESDAY, 1, MIDNIGHT)
    ambulances = {one.call_sign for one in region.vehicles if one.type is VehicleType.TSU_AMB}

    def there(at_s: float) -> set[str]:
        return {name for name in ambulances if any(since <= at_s < until for since, until in duty.get(name, ()))}

    assert there(22 * HOUR_S) == {shift.call_sign for shift in on_duty(region, TUESDAY, Period.NIGHT)}
    by_day = {shift.call_sign for shift in on_duty(region, TUESDAY, Period.DAY)}
    assert there(11 * HOUR_S) > by_day
    assert there(26 * HOUR_S)  # the tail of the day has its garde too


def test_stretches_of_a_vehicle_are_in_order_and_apart() -> None:
    duty = duty_of(country.region(), TUESDAY, 1, MIDNIGHT)
    assert any(len(stretches) > 1 for stretches in duty.values())
    for stretches in duty.values():
        assert all(since < until for since, until in stretches)
        assert all(first[1] < second[0] for first, second in pairwise(stretches))


def test_a_smur_is_always_there_half_of_the_fire_ambulances_are_and_a_vsl_never() -> None:
    region = country.region()
    duty = duty_of(region, TUESDAY, 1, MIDNIGHT)
    for vehicle in region.vehicles:
        if vehicle.type is VehicleType.TSU_VSL:
            assert vehicle.call_sign not in duty
        elif vehicle.type.startswith("SMUR."):
            assert duty[vehicle.call_sign] == list(ALWAYS)
    stations = [vehicle.call_sign for vehicle in region.vehicles if vehicle.type is VehicleType.SIS_VSAV]
    crewed = [name for name in stations if any(since <= 0 < until for since, until in duty.get(name, ()))]
    assert 0.35 < len(crewed) / len(stations) < 0.65
