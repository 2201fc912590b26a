"""Crews beside the planning figures: acceptance, turn-out, on scene, hand-over, volunteers, pilots."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import fmean

import pytest

from kit.clock import PARIS
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import PilotRefusal
from region.garde import Period, on_duty
from simulators.plan.durations import Lognormal
from simulators.plan.habits import habits_of, hand_over_s, is_busy
from simulators.plan.laws import LAWS
from simulators.plan.volunteers import volunteers
from simulators.plan.weather import is_flyable, pilot_refuses
from tests.country import region

NOON = datetime(2026, 10, 15, 10, tzinfo=UTC)
NIGHT = datetime(2026, 10, 15, 1, tzinfo=UTC)
EVENING = datetime(2026, 10, 15, 17, tzinfo=UTC)
SUNDAY = date(2026, 10, 18)
DRAWS = 20_000


def mean_s(*steps: Lognormal) -> float:
    chance = Random(1)
    return fmean(sum(step.draw(chance) for step in steps) for _ in range(DRAWS))


def test_an_ambulance_accepts_in_90_s_leaves_after_4_min_and_stays_under_18_without_the_doctors_answer() -> None:
    habits = habits_of(VehicleType.TSU_AMB)
    assert mean_s(habits.read, habits.accept) == pytest.approx(90, abs=5)
    assert mean_s(habits.turn_out(NOON)) == pytest.approx(240, abs=15)
    assert 11 * 60 < mean_s(habits.reach_patient, habits.examine, habits.load) < 18 * 60


def test_a_smur_leaves_after_3_min_by_day_and_5_by_night_and_stays_35() -> None:
    habits = habits_of(VehicleType.SMUR_VLM)
    assert mean_s(habits.turn_out(NOON)) == pytest.approx(180, abs=10)
    assert mean_s(habits.turn_out(NIGHT)) == pytest.approx(300, abs=15)
    assert mean_s(habits.reach_patient, habits.examine, habits.load) == pytest.approx(34 * 60, abs=90)


def test_a_fire_ambulance_has_left_2_min_28_after_the_alert() -> None:
    habits = habits_of(VehicleType.SIS_VSAV)
    by_day, by_night = (mean_s(habits.read, habits.accept, habits.turn_out(at)) for at in (NOON, NIGHT))
    of_day = sum(LAWS.size.hour_weights[8:20]) / sum(LAWS.size.hour_weights)
    assert of_day * by_day + (1 - of_day) * by_night == pytest.approx(148, abs=6)


def test_hand_over_takes_three_times_as_long_on_a_busy_evening() -> None:
    habits, chance = habits_of(VehicleType.TSU_AMB), Random(1)
    names = [f"Urgences {number}" for number in range(300)]
    busy = [name for name in names if is_busy(name, EVENING, seed=1)]
    assert len(busy) / len(names) == pytest.approx(LAWS.crews.busy_departments, abs=0.07)
    assert not any(is_busy(name, NOON, seed=1) for name in names)
    calm_s, busy_s = (
        fmean(hand_over_s(chance, habits, busy[0], at, seed=1) for _ in range(DRAWS)) for at in (NOON, EVENING)
    )
    assert calm_s == pytest.approx(18 * 60, rel=0.03)
    assert busy_s / calm_s == pytest.approx(3.0, rel=0.05)


def test_volunteers_come_by_day_and_never_while_on_garde() -> None:
    ambulances = {one.call_sign for one in region().vehicles if one.type is VehicleType.TSU_AMB}
    counts = dict[date, float]()
    for day in (SUNDAY - timedelta(days=3), SUNDAY):
        on_garde = {shift.call_sign for shift in on_duty(region(), day, Period.DAY)}
        found = volunteers(region(), day, seed=1)
        assert found == volunteers(region(), day, seed=1)
        assert {one.call_sign for one in found} <= ambulances - on_garde
        for one in found:
            from_at, until = one.from_at.astimezone(PARIS), one.until.astimezone(PARIS)
            assert datetime.combine(day, datetime.min.time(), PARIS).replace(hour=7) <= from_at < until
            assert until <= from_at.replace(hour=20, minute=0, second=0, microsecond=0)
        counts[day] = len(found) / len(ambulances - on_garde)
    assert counts[SUNDAY - timedelta(days=3)] == pytest.approx(0.30, abs=0.05)
    assert counts[SUNDAY] == pytest.approx(0.12, abs=0.04)


def test_weather_stays_and_nobody_flies_when_it_is_bad() -> None:
    hours = [NOON + timedelta(hours=number) for number in range(600)]
    flyable = [is_flyable(1, at) for at in hours]
    assert 0.5 < fmean(flyable) < 0.9
    changes = sum(1 for one, other in pairwise(flyable) if one is not other)
    assert changes < 0.15 * len(hours)
    grounded = hours[flyable.index(False)]
    assert {pilot_refuses(Random(number), grounded, seed=1) for number in range(50)} == {PilotRefusal.WEATHER}
    clear = next(at for at, flies in zip(hours, flyable, strict=True) if flies and at.hour == NOON.hour)
    answers = Counter(pilot_refuses(Random(number), clear, seed=1) for number in range(600))
    assert answers[None] / 600 == pytest.approx(LAWS.crews.pilot_accepts[0], abs=0.05)
    assert answers.keys() == {None, PilotRefusal.CREW, PilotRefusal.TECHNICAL}
