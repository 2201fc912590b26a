"""How far numbered messages are settled without a gap."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.progress import MOST_RANGES, Progress


@given(st.lists(st.integers(1, 40), max_size=80))
def test_it_is_the_longest_unbroken_start_in_any_order_and_however_often(seqs: list[int]) -> None:
    progress = Progress()
    for seq in seqs:
        progress = progress.plus(seq, seq)
    expected = 0
    while expected + 1 in set(seqs):
        expected += 1
    assert progress.settled == expected
    ahead = {seq for first, last in progress.ahead for seq in range(first, last + 1)}
    assert ahead == {seq for seq in seqs if seq > expected}


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(1, 45))
def test_the_box_may_move_the_start(seqs: list[int], oldest: int) -> None:
    progress = Progress()
    for seq in seqs:
        progress = progress.plus(seq, seq)
    started = progress.starting_at(oldest)
    expected = max(progress.settled, oldest - 1)
    while expected + 1 in set(seqs):
        expected += 1
    assert started.settled == expected


def test_ranges_stay_bounded() -> None:
    progress = Progress()
    for seq in range(2, 4 * MOST_RANGES, 2):
        progress = progress.plus(seq, seq)
    assert len(progress.ahead) == MOST_RANGES
    assert progress.plus(1, 1).settled == 2


@given(st.lists(st.integers(1, 30), max_size=20), st.integers(1, 30), st.integers(0, 10))
def test_it_knows_what_is_settled(seqs: list[int], first: int, more: int) -> None:
    progress = Progress()
    for seq in seqs:
        progress = progress.plus(seq, seq)
    assert progress.touches(first, first + more) == bool(set(seqs) & set(range(first, first + more + 1)))


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10)), max_size=20))
def test_a_range_is_its_numbers_one_by_one(ranges: list[tuple[int, int]]) -> None:
    at_once = one_by_one = Progress()
    for first, more in ranges:
        at_once = at_once.plus(first, first + more)
        for seq in range(first, first + more + 1):
            one_by_one = one_by_one.plus(seq, seq)
    assert at_once == one_by_one
