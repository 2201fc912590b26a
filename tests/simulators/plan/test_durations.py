"""Durations as people take them."""

from random import Random
from statistics import median, quantiles

from hypothesis import given
from hypothesis import strategies as st

from simulators.plan.durations import Lognormal, Weibull


def test_a_lognormal_has_the_median_and_the_ninetieth_percentile_it_is_named_by() -> None:
    chance = Random(1)
    drawn = [Lognormal(100, 240).draw(chance) for _ in range(20_000)]
    assert abs(median(drawn) - 100) < 4
    assert abs(quantiles(drawn, n=10)[8] - 240) < 10


@given(seed=st.integers(0, 1000), median_s=st.floats(0.1, 5_000), share=st.floats(1.01, 10))
def test_durations_are_positive_and_bounded(seed: int, median_s: float, share: float) -> None:
    duration = Lognormal(median_s, median_s * share)
    assert 0 < duration.draw(Random(seed)) <= 10 * duration.p90_s
    assert Weibull(1.5, 1200).draw(Random(seed)) >= 0
