"""Simulated time and people who are waited for."""

from collections.abc import Sequence
from functools import partial

from simulators.offline.agenda import Agenda, Pool, Signal, Work


def test_time_passes_as_asked_and_ties_keep_their_order() -> None:
    agenda = Agenda()
    seen: list[tuple[str, float]] = []

    def person(name: str, *naps: float) -> Work[None]:
        for nap in naps:
            yield nap
            seen.append((name, agenda.now_s))

    agenda.start(person("a", 5.0, 5.0))
    agenda.start(person("b", 2.0, 3.0))
    agenda.run()
    assert seen == [("b", 2.0), ("a", 5.0), ("b", 5.0), ("a", 10.0)]


def test_waiting_ends_with_the_signal_or_with_patience() -> None:
    agenda = Agenda()
    signal = Signal()
    seen: list[tuple[bool, float]] = []

    def waiter(within_s: float | None) -> Work[None]:
        came = yield from agenda.wait(signal, within_s)
        seen.append((came, agenda.now_s))

    for patience_s in (3.0, None, 60.0):
        agenda.start(waiter(patience_s))
    agenda.at(10.0, signal.set)
    agenda.at(20.0, lambda: agenda.start(waiter(None)))
    agenda.run()
    assert seen == [(False, 3.0), (True, 10.0), (True, 10.0), (True, 20.0)]


def _served(agenda: Agenda, pool: Pool, asks: Sequence[tuple[float, int, float | None]]) -> list[tuple[int, float]]:
    """Let people ask (at, rank, patience) for ten seconds of somebody's time; give (rank, when served)."""
    seen: list[tuple[int, float]] = []

    def ask(rank: int, patience_s: float | None) -> Work[None]:
        if (yield from pool.take((rank,), patience_s)):
            seen.append((rank, agenda.now_s))
            yield 10.0
            pool.give_back()

    for at_s, rank, patience_s in asks:
        agenda.at(at_s, partial(agenda.start, ask(rank, patience_s)))
    agenda.run()
    return seen


def test_the_most_urgent_is_served_first_and_who_gave_up_is_not() -> None:
    agenda = Agenda()
    asks = [(0.0, 5, None), (1.0, 3, None), (2.0, 1, 4.0), (3.0, 2, None), (3.5, 2, None)]
    assert _served(agenda, Pool(agenda, 1), asks) == [(5, 0.0), (2, 10.0), (2, 20.0), (3, 30.0)]


def test_a_turn_that_comes_as_patience_ends_is_not_lost() -> None:
    agenda = Agenda()
    assert _served(agenda, Pool(agenda, 1), [(0.0, 1, None), (0.0, 2, 10.0), (1.0, 3, None)]) in (
        [(1, 0.0), (2, 10.0), (3, 20.0)],
        [(1, 0.0), (3, 10.0)],
    )


def test_who_leaves_finishes_and_who_comes_serves_at_once() -> None:
    agenda = Agenda()
    pool = Pool(agenda, 2)
    agenda.at(5.0, lambda: pool.staff(0))
    agenda.at(30.0, lambda: pool.staff(1))
    assert _served(agenda, pool, [(0.0, 1, None), (0.0, 1, None), (6.0, 1, None)]) == [(1, 0.0), (1, 0.0), (1, 30.0)]
