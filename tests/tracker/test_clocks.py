"""How far a box's clock is ahead, from what it sends."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON
from tracker.clocks import ABSURD_S, WINDOW, WITNESSES, ClockAhead


def _hear(clock: ClockAhead, ahead_s: float, after: timedelta = timedelta()) -> None:
    received = NOON + after
    clock.hear(received + timedelta(seconds=ahead_s), received)


def test_nothing_is_said_of_a_clock_before_enough_was_heard() -> None:
    clock = ClockAhead()
    for _ in range(WITNESSES - 1):
        _hear(clock, 40.0)
        assert clock.seconds is None
    _hear(clock, 40.0)
    assert clock.seconds == 40.0


@given(st.floats(-3000, 3000), st.lists(st.floats(0.05, 60), min_size=WITNESSES, max_size=30))
def test_delays_never_make_a_clock_seem_more_ahead_than_it_is(ahead_s: float, delays_s: list[float]) -> None:
    clock = ClockAhead()
    for delay_s in delays_s:
        _hear(clock, ahead_s - delay_s)
    assert clock.seconds is not None
    assert abs(clock.seconds - (ahead_s - min(delays_s))) < 0.001, "the quickest message tells most"


def test_a_clock_not_set_tells_nothing() -> None:
    clock = ClockAhead()
    for _ in range(2 * WITNESSES):
        _hear(clock, ABSURD_S * 3000)
    assert clock.seconds is None


def test_a_clock_set_right_is_believed_again() -> None:
    clock = ClockAhead()
    for _ in range(WITNESSES):
        _hear(clock, 200.0)
    for window in (1, 2):
        assert clock.seconds == 200.0
        for _ in range(WITNESSES):
            _hear(clock, 0.0, window * WINDOW)
    assert clock.seconds == 0.0


def test_after_a_long_silence_nothing_old_is_believed() -> None:
    clock = ClockAhead()
    for _ in range(WITNESSES):
        _hear(clock, 200.0)
    _hear(clock, 0.0, 2 * WINDOW)
    assert clock.seconds is None
