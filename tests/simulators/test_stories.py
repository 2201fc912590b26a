"""A day's calls: same seed, same day; hours, kinds and needs as the region's figures say; numbers nobody has."""

from collections import Counter
from datetime import UTC, date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from simulators.habits import PARIS
from simulators.stories import HOUR_SHARES, REPEATABLE_FOR, Kind, day_size, stories_of
from simulators.troubles import TROUBLES, Need

from kit.geo import distance_m
from tests.country import region

REGION = region()
SATURDAY = date(2026, 11, 21)
SPRING_CLOCK_CHANGE = date(2026, 3, 29)

DECISIONS_PER_100 = {
    Need.ADVICE: 28,
    Need.PRESCRIPTION: 10,
    Need.APPOINTMENT: 13,
    Need.DUTY_DOCTOR: 8,
    Need.OWN_MEANS: 10,
    Need.AMBULANCE: 8,
    Need.FIRE_AMBULANCE: 14,
    Need.SMUR: 3,
    Need.NONE: 6,
}
"""Source: the region's planning table; advice and phone prescription together are 38."""


def test_the_same_seed_gives_the_same_day() -> None:
    assert stories_of(7, SATURDAY, REGION, 20) == stories_of(7, SATURDAY, REGION, 20)
    assert stories_of(7, SATURDAY, REGION, 20) != stories_of(8, SATURDAY, REGION, 20)


def test_hours_follow_the_law_of_the_day() -> None:
    stories = stories_of(1, SATURDAY, REGION, 250)
    hours = Counter(story.rings_at.astimezone(PARIS).hour for story in stories)
    for hour, share in enumerate(HOUR_SHARES):
        assert abs(100 * hours[hour] / len(stories) - share) < 1.2
    assert [story.rings_at for story in stories] == sorted(story.rings_at for story in stories)


@given(seed=st.integers(0, 50), back=st.integers(0, 365))
def test_a_day_is_near_its_weekdays_mean_and_days_differ(seed: int, back: int) -> None:
    day = SATURDAY - timedelta(days=back)
    size = day_size(seed, day, 100)
    assert 0.6 * 2400 * 0.9 < size < 1.6 * 2400 * 1.2
    assert size == day_size(seed, day, 100)


def test_days_keep_some_of_the_day_before() -> None:
    sizes = [day_size(3, SATURDAY - timedelta(weeks=back), 1000) for back in range(30)]
    assert len(set(sizes)) > 25


def test_a_day_of_the_clock_change_is_drawn_like_another() -> None:
    stories = stories_of(1, SPRING_CLOCK_CHANGE, REGION, 20)
    assert {story.rings_at.astimezone(PARIS).date() for story in stories} == {SPRING_CLOCK_CHANGE}


def test_needs_add_up_to_the_regions_decisions() -> None:
    total = sum(trouble.weight for trouble in TROUBLES)
    shares = dict.fromkeys(Need, 0.0)
    for trouble in TROUBLES:
        for need, share in trouble.needs.items():
            shares[need] += 100 * trouble.weight / total * share / sum(trouble.needs.values())
    for need, expected in DECISIONS_PER_100.items():
        assert abs(shares[need] - expected) < 1.5, need


def test_motives_are_among_the_built_in_ones() -> None:
    assert {trouble.motive_code for trouble in TROUBLES} <= {motive.code for motive in REGION.motives}


def test_scenes_are_near_their_commune_and_phones_are_fictional() -> None:
    places = {commune.insee_code: commune for commune in REGION.communes}
    for story in stories_of(2, SATURDAY, REGION, 100):
        commune = places[story.insee_code]
        assert distance_m(story.lon_deg, story.lat_deg, commune.lon_deg, commune.lat_deg) < 6_500
        assert story.centre_code == commune.centre_code
        assert story.phone is None or story.phone.startswith(("+3363998", "+3326191"))


def test_a_repeat_call_is_about_an_earlier_one() -> None:
    stories = stories_of(4, SATURDAY, REGION, 100)
    repeats = [story for story in stories if story.kind is Kind.REPEAT]
    assert repeats
    for repeat in repeats:
        assert any(
            first.kind is Kind.CASE
            and first.phone == repeat.phone
            and (first.lon_deg, first.lat_deg) == (repeat.lon_deg, repeat.lat_deg)
            and timedelta() <= repeat.rings_at - first.rings_at < REPEATABLE_FOR
            for first in stories
        )


def test_instants_convert_to_utc() -> None:
    first = stories_of(4, SATURDAY, REGION, 10)[0]
    assert first.rings_at.astimezone(UTC).date() in {SATURDAY, SATURDAY - timedelta(days=1)}
