"""Who sits at each post, by the hour."""

from datetime import date

import pytest

from simulators.offline.posts import FEWEST_ANSWERING, cases_an_hour, posts
from tests import country

TUESDAY = date(2026, 11, 24)


def test_the_centres_share_the_cases_of_an_ordinary_tuesday() -> None:
    cases = cases_an_hour(country.region(), TUESDAY)
    assert cases.keys() == {centre.code for centre in country.region().centres}
    assert sum(map(sum, cases.values())) == pytest.approx(0.9 * 2_830, rel=0.01)
    by_hour = [sum(centre[hour] for centre in cases.values()) for hour in range(24)]
    assert max(by_hour) == by_hour[19]


def test_an_arm_handles_five_and_a_half_cases_an_hour_and_a_doctor_seven() -> None:
    present = posts(44.0)
    assert present.answering + present.following == 8
    assert present.emergency + present.ambulatory == 7


def test_somebody_is_always_at_each_post() -> None:
    present = posts(0.1)
    assert present.answering == FEWEST_ANSWERING
    assert (present.following, present.emergency, present.ambulatory) == (1, 1, 1)
