"""Twenty days drawn beside the figures they are drawn by. Tolerances are stated where they are used; seeds are fixed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from statistics import fmean

import pytest

from kit.clock import PARIS
from kit.wire.codes.calls import Line, Sex
from kit.wire.codes.missions import Outcome
from simulators import plan
from simulators.plan import Caller, Day, Event, Kind, Need, Scene
from simulators.plan.country import Country
from simulators.plan.laws import LAWS, figures
from simulators.plan.size import expected_calls, level
from simulators.plan.troubles import OBSTETRIC
from tests.country import region

THURSDAY = date(2026, 10, 15)
"""Neither epidemic nor summer."""
SEEDS = range(20)
pytestmark = pytest.mark.xdist_group("plan")
"""One process draws the twenty days."""
DECISIONS_PER_100 = {
    Need.ADVICE: 28, Need.PRESCRIPTION: 10, Need.APPOINTMENT: 13, Need.DUTY_DOCTOR: 8, Need.OWN_MEANS: 10, Need.AMBULANCE: 8,
    Need.FIRE_AMBULANCE: 14, Need.SMUR: 3, Need.NONE: 6,
}  # fmt: skip
"""Source: the region's planning table; advice and phone prescription together are 38."""
CHI_SQUARE_23 = 49.7
"""Exceeded once in a thousand by 23 degrees of freedom."""


@cache
def days() -> list[Day]:
    """Give the same day by twenty seeds."""
    return [plan.day(region(), THURSDAY, seed) for seed in SEEDS]


def stories() -> Iterator[plan.Story]:
    return (story for day in days() for story in day.stories)


def events() -> list[Event]:
    return [story.event for story in stories() if story.kind is Kind.CASE and story.event is not None]


def share(part: int, whole: int) -> float:
    return part / whole


def test_totals_are_what_the_day_expects_of_its_level() -> None:
    beside = [len(day.stories) / level(day.seed, THURSDAY, LAWS.size) for day in days()]
    assert fmean(beside) == pytest.approx(expected_calls(THURSDAY, LAWS.size), rel=0.01)
    assert expected_calls(THURSDAY, LAWS.size) == pytest.approx(0.9 * 6_100)


def test_an_ordinary_day_of_mean_weekday_brings_2830_cases() -> None:
    cases = Counter(story.kind for story in stories())[Kind.CASE]
    levels = sum(level(seed, THURSDAY, LAWS.size) for seed in SEEDS)
    assert cases / levels / LAWS.size.weekday_factors[THURSDAY.weekday()] == pytest.approx(2_830, rel=0.02)


def test_kinds_have_their_shares() -> None:
    kinds = Counter(story.kind for story in stories())
    weights = LAWS.calls.kinds_a_day
    for kind, weight in weights.items():
        assert share(kinds[kind], kinds.total()) == pytest.approx(weight / sum(weights.values()), abs=0.006), kind


def test_hours_pass_a_chi_square() -> None:
    hours = Counter(story.rings_at.astimezone(PARIS).hour for story in stories())
    weights = LAWS.size.hour_weights
    expected = [hours.total() * weight / sum(weights) for weight in weights]
    assert sum((hours[hour] - mean) ** 2 / mean for hour, mean in enumerate(expected)) < CHI_SQUARE_23


def test_levels_are_one_on_average_and_remember_the_day_before() -> None:
    series = [level(1, THURSDAY + timedelta(days=number), LAWS.size) for number in range(600)]
    mean = fmean(series)
    assert mean == pytest.approx(1.0, abs=0.03)
    variance = fmean((one - mean) ** 2 for one in series)
    together = fmean((one - mean) * (other - mean) for one, other in pairwise(series))
    assert variance**0.5 == pytest.approx(0.084, rel=0.2)
    assert together / variance == pytest.approx(LAWS.size.day_memory, abs=0.1)


def test_weekdays_seasons_and_boxing_day_change_what_is_expected() -> None:
    thursday, sunday = (expected_calls(day, LAWS.size) for day in (THURSDAY, THURSDAY + timedelta(days=3)))
    assert sunday / thursday == pytest.approx(1.20 / 0.90)
    flu = expected_calls(date(2026, 1, 8), LAWS.size)
    assert flu / thursday == pytest.approx(1.30)
    boxing_day = expected_calls(date(2026, 12, 26), LAWS.size)
    assert boxing_day == pytest.approx(6_100 * 1.20 * 1.25 * 1.40)


def test_departments_have_their_shares() -> None:
    found = Counter(event.insee_code[:2] for event in events())
    weights = LAWS.size.department_calls
    for department, weight in weights.items():
        assert share(found[department], found.total()) == pytest.approx(weight / sum(weights.values()), abs=0.01)


def test_the_coast_is_fuller_in_summer() -> None:
    summer, autumn = (Country(region(), LAWS.size, summer=is_summer) for is_summer in (True, False))
    coastal = sum(autumn.commune(chance).is_coastal for chance in map(Random, range(5_000))) / 5_000
    fuller = sum(summer.commune(chance).is_coastal for chance in map(Random, range(5_000))) / 5_000
    assert autumn.crowding == 1.0
    assert summer.crowding == pytest.approx(1.0 + 0.20 * coastal, abs=0.01)
    assert fuller / coastal * summer.crowding == pytest.approx(1.20, abs=0.03)


def test_decisions_are_mixed_as_the_region_plans() -> None:
    needs = Counter(event.need for event in events())
    for need, expected in DECISIONS_PER_100.items():
        assert 100 * share(needs[need], needs.total()) == pytest.approx(expected, abs=0.7), need


def test_missions_end_as_the_figures_say() -> None:
    for need, transported in ((Need.AMBULANCE, 0.85), (Need.SMUR, 0.65), (Need.FIRE_AMBULANCE, 0.75)):
        ends = Counter(one.outcome for event in events() for one in event.patients if one.need is need)
        assert share(ends[Outcome.TRANSPORTED], ends.total()) == pytest.approx(transported, abs=0.03), need
    at_home = [one for event in events() for one in event.patients if one.need is Need.ADVICE]
    assert all(one.outcome is None for one in at_home)


def test_patients_are_mostly_one_sometimes_none_or_many() -> None:
    counts = Counter(len(event.patients) for event in events())
    assert share(counts[1], counts.total()) > 0.97
    assert counts[0] > 20
    assert max(counts) >= LAWS.events.many[0]
    assert all(one.sex is Sex.F for event in events() for one in event.patients if one.motive_code in OBSTETRIC)


def test_a_crash_is_called_about_by_several() -> None:
    calls = Counter[tuple[int, int]]()
    for day in days():
        calls.update((day.seed, event.number) for event in _seen(day))
    crashes = [(day.seed, one) for day in days() for one in _crashes(day)]
    assert fmean(calls[seed, event.number] for seed, event in crashes) == pytest.approx(3.6, abs=0.3)
    many = [calls[seed, event.number] for seed, event in crashes if len(event.patients) >= LAWS.events.many[0]]
    assert fmean(many) > 8


def _seen(day: Day) -> list[Event]:
    told = (story.event for story in day.stories if story.kind in {Kind.CASE, Kind.WITNESS})
    return [event for event in told if event is not None]


def _crashes(day: Day) -> list[Event]:
    firsts = (story.event for story in day.stories if story.kind is Kind.CASE)
    return [event for event in firsts if event is not None and event.scene is Scene.ROAD]


def test_lines_and_callers() -> None:
    told = list(stories())
    lines = Counter(story.line for story in told)
    assert 0.05 < share(lines[Line.LINE_116117], len(told)) < 0.15
    assert 0.08 < share(lines[Line.LINE_112], len(told)) < 0.18
    assert lines[Line.FIRE] == sum(1 for story in told if story.caller is Caller.FIRE_ROOM)
    assert lines[Line.CREW] == sum(1 for story in told if story.kind is Kind.BILAN)
    for story in told:
        if story.without_sim:
            assert (story.line, story.phone, story.position) == (Line.LINE_112, None, None)
    assert sum(story.without_sim for story in told) > 100
    assert 0.01 < share(sum(1 for story in told if story.language != "fr"), len(told)) < 0.03
    assert 0.4 < share(sum(1 for story in told if story.position is not None), len(told)) < 0.7


def test_hardly_two_callers_of_a_day_share_a_number() -> None:
    owners: dict[str, set[int]] = {}
    for story in days()[0].stories:
        if story.kind is Kind.CASE and story.phone is not None and story.caller in {Caller.PATIENT, Caller.RELATIVE}:
            owners.setdefault(story.phone, set()).add(story.number)
    shared = sum(1 for numbers in owners.values() if len(numbers) > 1)
    assert shared < 0.02 * len(owners)


def test_every_figure_has_its_mark() -> None:
    for name, _, figure in figures():
        assert figure.mark in {"x", "d", "a"}, name
