"""The newest fix of each vehicle."""

from hypothesis import given
from hypothesis import strategies as st

from kit.wire.live import LivePosition
from tests.tracker.live.moves import position, vehicle_id
from tracker.state import LiveState


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20)), max_size=40))
def test_the_newest_is_kept(moves: list[tuple[int, int]]) -> None:
    state, newest = LiveState(), dict[int, LivePosition]()
    for vehicle, seq in moves:
        one = position(vehicle, seq)
        held = newest.get(vehicle)
        taken = state.offer(one, "p01")
        assert taken == (held is None or seq > held.seq)
        if taken:
            newest[vehicle] = one
    for vehicle, one in newest.items():
        assert state.latest(vehicle_id(vehicle)) is one


def test_a_partition_left_is_forgotten() -> None:
    state = LiveState()
    one, other = position(1, 1), position(2, 1)
    state.offer(one, "p01")
    state.offer(other, "p02")
    state.forget("p01")
    assert state.latest(one.vehicle_id) is None
    assert state.latest(other.vehicle_id) is other
