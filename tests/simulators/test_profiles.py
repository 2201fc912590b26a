"""Each way to misbehave, on its own: repeatable, bounded, and in the proportion asked for."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kit.geo import distance_m
from simulators.profiles import (
    GPS_EPOCH,
    MINUTES_WRONG,
    WANDER_FURTHEST_M,
    DeadZones,
    Repeats,
    Spell,
    Spells,
    Wander,
    minutes_wrong,
    years_wrong,
)
from simulators.travel import Place

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PARKED = Place(lon_deg=-0.37, lat_deg=49.18, speed_mps=0.0, heading_deg=None)

seeds = st.integers(0, 2**32)
points = st.tuples(st.floats(-1.9, 1.8), st.floats(48.2, 50.1))
levels = st.floats(0.0, 1.0, exclude_max=True)


@given(seed=seeds, point=points)
def test_a_dead_zone_is_a_matter_of_place_alone(seed: int, point: tuple[float, float]) -> None:
    assert DeadZones(seed, 0.5).covers(*point) == DeadZones(seed, 0.5).covers(*point)
    assert not DeadZones(seed, 0.0).covers(*point)
    assert DeadZones(seed, 1.0).covers(*point)


def test_dead_zones_cover_the_share_asked_for_and_not_the_same_for_another_seed() -> None:
    chance = Random(1)
    places = [(chance.uniform(-1.9, 1.8), chance.uniform(48.2, 50.1)) for _ in range(4_000)]
    first, second = DeadZones(1, 0.1), DeadZones(2, 0.1)
    covered = [first.covers(*place) for place in places]
    assert 0.07 < sum(covered) / len(covered) < 0.13
    assert covered != [second.covers(*place) for place in places]


@given(
    seed=seeds,
    gap_s=st.floats(10.0, 1_000.0),
    lengths=st.tuples(st.floats(1.0, 50.0), st.floats(50.0, 500.0)),
    steps=st.lists(st.floats(0.0, 400.0), max_size=60),
)
def test_spells_do_not_depend_on_how_often_one_looks(
    seed: int, gap_s: float, lengths: tuple[float, float], steps: list[float]
) -> None:
    often, once = Spells(Random(seed), gap_s, lengths), Spells(Random(seed), gap_s, lengths)
    now = NOON
    often.at(now)
    once.at(now)
    for step in steps:
        before, now = now, now + timedelta(seconds=step)
        for tenth in range(1, 10):
            often.at(before + (now - before) * tenth / 10)
        spell = often.at(now)
        assert spell is None or spell.from_at <= now < spell.to_at
        assert spell is None or lengths[0] - 1e-3 <= (spell.to_at - spell.from_at).total_seconds() <= lengths[1] + 1e-3
    assert once.at(now) == often.at(now)
    assert once.begun == often.begun


def test_spells_come_as_often_as_asked() -> None:
    spells = Spells(Random(3), 300.0, (60.0, 180.0))
    on = sum(spells.at(NOON + timedelta(seconds=10 * step)) is not None for step in range(40_000))
    assert 0.25 < on / 40_000 < 0.32  # 120 / (300 + 120)
    assert 900 < spells.begun < 1_000


@given(level=levels)
def test_a_clock_is_wrong_by_minutes(level: float) -> None:
    spell = Spell(NOON, NOON + timedelta(hours=1), level)
    off_minutes = (minutes_wrong(NOON, spell) - NOON) / timedelta(minutes=1)
    assert MINUTES_WRONG[0] - 1e-6 <= abs(off_minutes) <= MINUTES_WRONG[1] + 1e-6
    later = NOON + timedelta(seconds=7)
    assert minutes_wrong(later, spell) - minutes_wrong(NOON, spell) == later - NOON


@given(level=levels)
def test_a_clock_is_wrong_by_years(level: float) -> None:
    told = years_wrong(NOON, Spell(NOON, NOON + timedelta(hours=1), level))
    assert told in {GPS_EPOCH, NOON + timedelta(days=3652)}


@given(seed=seeds, looks=st.integers(1, 200))
def test_a_parked_receiver_wanders_at_a_walk_and_not_far(seed: int, looks: int) -> None:
    wander = Wander(Random(seed))
    for _ in range(looks):
        place = wander.place(PARKED)
        assert distance_m(*PARKED.point, *place.point) <= WANDER_FURTHEST_M * 1.001
        assert 0.0 <= place.speed_mps < 5.0


def test_a_moving_receiver_does_not_wander() -> None:
    moving = Place(lon_deg=-0.37, lat_deg=49.18, speed_mps=14.0, heading_deg=90.0)
    wander = Wander(Random(1))
    assert wander.place(PARKED) != PARKED
    assert wander.place(moving) == moving


@given(seed=seeds, count=st.integers(1, 60))
def test_only_what_was_sent_is_sent_again(seed: int, count: int) -> None:
    repeats, always = Repeats(Random(seed), 0.3), Repeats(Random(seed), 1.0)
    for number in range(count):
        sent = {("track", str(one).encode()) for one in range(number + 1)}
        assert (repeats.after("track", str(number).encode()) or ("track", b"0")) in sent
        assert always.after("track", str(number).encode()) in sent


def test_messages_are_repeated_in_the_share_asked_for() -> None:
    repeats = Repeats(Random(5), 0.2)
    again = sum(repeats.after("track", b"") is not None for _ in range(5_000))
    assert 0.17 < again / 5_000 < 0.23
