"""Counts of times by size: quantiles hold within their width, and adding up is adding up."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sizes import SMALLEST_S, STEP, quantile_s, size_of, together

times = st.lists(st.floats(SMALLEST_S, 10_000.0), min_size=1, max_size=200)


@given(seconds=times, share=st.floats(0.01, 1.0))
def test_a_quantile_is_off_by_half_a_size_at_most(seconds: list[float], share: float) -> None:
    found = quantile_s(Counter(map(size_of, seconds)), share)
    rank = next(n for n in range(1, len(seconds) + 1) if n >= share * len(seconds) - 1e-9)
    assert found == pytest.approx(sorted(seconds)[rank - 1], rel=STEP**0.5 - 1 + 1e-6)


@given(parts=st.lists(times, max_size=5))
def test_parts_add_up_to_the_whole(parts: list[list[float]]) -> None:
    whole = Counter(size_of(one) for part in parts for one in part)
    assert together(Counter(map(size_of, part)) for part in parts) == dict(whole)


def test_of_nothing_there_is_no_quantile() -> None:
    assert quantile_s({}, 0.5) is None
    assert size_of(0.0) == 0
