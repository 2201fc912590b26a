"""Domain time is continuous, never goes back, and follows its rate."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kit.clock import Clock, ClockEpoch

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
rates = st.floats(min_value=0.1, max_value=30, allow_nan=False)
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2))


@given(first=rates, second=rates, before=spans, after=spans)
def test_a_change_of_rate_neither_jumps_nor_goes_back(
    first: float, second: float, before: timedelta, after: timedelta
) -> None:
    epoch = ClockEpoch(real_at=NOON, domain_at=NOON, rate=first)
    changed_at = NOON + before
    changed = epoch.with_rate(second, changed_at)
    assert changed.domain(changed_at) == epoch.domain(changed_at)
    assert changed.domain(changed_at + after) >= epoch.domain(changed_at)


@given(rate=rates, span=spans)
def test_real_and_domain_are_inverse(rate: float, span: timedelta) -> None:
    epoch = ClockEpoch(real_at=NOON, domain_at=NOON - timedelta(days=30), rate=rate)
    back = epoch.real(epoch.domain(NOON + span))
    assert abs(back - (NOON + span)) < timedelta(milliseconds=1)


def test_a_clock_at_rate_ten_runs_ten_times_as_fast() -> None:
    real = NOON
    clock = Clock(epoch=ClockEpoch(real_at=NOON, domain_at=NOON, rate=10.0), real=lambda: real)
    real += timedelta(minutes=1)
    assert clock.now() == NOON + timedelta(minutes=10)
    assert clock.real_seconds(timedelta(minutes=10)) == 60.0


def test_the_future_bound_grows_with_the_rate() -> None:
    assert Clock().future_bound() == timedelta(seconds=30)
    fast = Clock(epoch=ClockEpoch(real_at=NOON, domain_at=NOON, rate=30.0))
    assert fast.future_bound() == timedelta(seconds=60)
