"""Rounds of a fault run summed up: each fault's own, and what was found since the reckoning before it."""

from load.outcome import Round, figures
from load.reckoning import Reckoned
from load.recovery import PATIENCE_S, Recovery

CLEAN = Reckoned([], 0, 0, 0, 0)


def test_a_loss_is_told_of_the_fault_after_which_it_is_first_found() -> None:
    lost = Reckoned([("a", 1, 4, 6)], 1, 0, 0, 2)
    found = figures(
        [
            Round("api_killed", Recovery(1.0, 2.0, 3.0), {}, CLEAN),
            Round("redis_flushed", Recovery(1.5, 1.0, 0.5), {"own_s": 7.0}, lost),
            Round("api_killed", Recovery(4.0, 2.0, 3.0), {}, lost),
        ]
    )
    assert (found["redis_flushed_lost"], found["redis_flushed_doubled"], found["redis_flushed_refused"]) == (3, 1, 2)
    assert (found["api_killed_lost"], found["api_killed_doubled"], found["api_killed_refused"]) == (0, 0, 0)
    assert found["api_killed_recovery_s"] == [3.0, 4.0]
    assert found["redis_flushed_own_s"] == [7.0]
    assert (found["rounds"], found["longest_recovery_s"], found["longest_map_s"], found["not_recovered"]) == (
        3,
        4,
        2,
        0,
    )


def test_what_never_came_back_is_counted() -> None:
    assert figures([Round("disk_full", Recovery(PATIENCE_S, 1.0, 1.0), {}, CLEAN)])["not_recovered"] == 1
