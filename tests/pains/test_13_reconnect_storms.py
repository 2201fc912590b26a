"""Pain 13: reconnect storms.

Whoever loses the broker waits for a time drawn at random, longer after each failure (`kit/mqtt.py`, `simulators/line.py`,
`docs/box-protocol.md`). Here the law; that 2,000 boxes cut at once have a fresh fix each stored within 90 s is
`./rramu simulate fleet --cut-at 30`, measured in `docs/performance.md`.
"""

from collections import Counter
from itertools import accumulate, islice
from math import sqrt

from kit.mqtt import LONGEST_DELAY_S, back_off
from simulators.line import BACK_AFTER_S

BOXES = 2_000
BIN_S = 0.25
AWAY_S = 30.0
WITHIN_S = 90.0


def waits(tries: int) -> list[list[float]]:
    return [list(islice(back_off(BACK_AFTER_S), tries)) for _ in range(BOXES)]


def test_a_fleet_that_lost_the_broker_comes_back_evenly_between_one_and_three_seconds() -> None:
    first = [wait for (wait,) in waits(1)]
    assert all(0.5 * BACK_AFTER_S <= wait <= 1.5 * BACK_AFTER_S for wait in first)
    bins = Counter(int((wait - 0.5 * BACK_AFTER_S) / BIN_S) for wait in first)
    expected = BOXES * BIN_S / BACK_AFTER_S
    assert len(bins) == BACK_AFTER_S / BIN_S
    # Seven standard deviations: once in 10^11 runs.
    assert all(abs(n - expected) < 7 * sqrt(expected) for n in bins.values()), bins


def test_each_failure_doubles_the_wait_up_to_a_bound() -> None:
    for tries in waits(8):
        for number, wait in enumerate(tries):
            middle_s = min(BACK_AFTER_S * 2**number, LONGEST_DELAY_S)
            assert 0.5 * middle_s <= wait <= 1.5 * middle_s


def test_after_half_a_minute_without_broker_all_are_back_in_time_and_not_at_once() -> None:
    back = [next(at for at in accumulate(tries) if at >= AWAY_S) for tries in waits(40)]
    assert max(back) <= AWAY_S + 1.5 * LONGEST_DELAY_S < WITHIN_S
    busiest = max(Counter(int(at) for at in back).values())
    assert busiest < BOXES / 5
