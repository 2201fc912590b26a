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


@given(
    first=rates,
    changes=st.lists(
        st.tuples(
            rates,
            st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=1)),
            st.timedeltas(min_value=timedelta(0), max_value=timedelta(minutes=10)),
        ),
        max_size=6,
    ),
)
def test_a_process_that_learns_late_of_a_change_never_goes_back(
    first: float, changes: list[tuple[float, timedelta, timedelta]]
) -> None:
    real = NOON
    epoch = ClockEpoch(real_at=NOON, domain_at=NOON, rate=first)
    clock = Clock(epoch=epoch, real=lambda: real)
    given_before = clock.now()
    for rate, before, late in changes:
        real += before
        epoch = epoch.with_rate(rate, real)
        real += late
        told = [clock.now()]
        clock.follow(epoch)
        told.append(clock.now())
        assert sorted([given_before, *told]) == [given_before, *told]
        given_before = told[-1]
    real += timedelta(days=10)  # longer than it can have run ahead: 10 min at rate 30, caught up at rate 0.1
    assert clock.now() == epoch.domain(real)


def test_a_clock_that_ran_ahead_stands_still_until_caught_up() -> None:
    real = NOON
    clock = Clock(epoch=ClockEpoch(real_at=NOON, domain_at=NOON, rate=30.0), real=lambda: real)
    slower = clock.epoch.with_rate(1.0, NOON)
    real += timedelta(seconds=2)
    assert clock.now() == NOON + timedelta(minutes=1)
    clock.follow(slower)
    real += timedelta(seconds=50)
    assert clock.now() == NOON + timedelta(minutes=1)
    real += timedelta(seconds=10)
    assert clock.now() == NOON + timedelta(seconds=62)


def test_a_machine_s_wrong_clock_is_forgotten_once_it_is_set_right() -> None:
    """The epoch was read again meanwhile: the room's clock must not stand still for the hour it was ahead."""
    real = NOON
    epoch = ClockEpoch(real_at=NOON, domain_at=NOON, rate=1.0)
    clock = Clock(epoch=epoch, real=lambda: real)
    real = NOON + timedelta(hours=1)
    clock.follow(epoch)
    real = NOON + timedelta(seconds=5)
    assert clock.now() == NOON + timedelta(seconds=5)


def test_another_clock_s_time_is_taken_as_it_is() -> None:
    yesterday = ClockEpoch(real_at=NOON, domain_at=NOON - timedelta(days=1), rate=1.0)
    clock = Clock(real=lambda: NOON)
    clock.epoch = yesterday
    assert clock.now() == NOON - timedelta(days=1)
