"""The newest fix of each vehicle."""

from hypothesis import given
from hypothesis import strategies as st

from kit.wire.live import LivePosition
from tests.tracker.live.moves import position, vehicle_id
from tracker.cells import cell
from tracker.state import LiveState


def _offer(state: LiveState, one: LivePosition, partition: str = "p01") -> bool:
    return state.offer(one, cell(one.lon_deg, one.lat_deg), partition)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20), st.floats(-1, 1)), max_size=40))
def test_the_newest_is_kept_and_found_by_its_cell(moves: list[tuple[int, int, float]]) -> None:
    state, newest = LiveState(), dict[int, LivePosition]()
    for vehicle, seq, lon_deg in moves:
        one = position(vehicle, seq, lon_deg=lon_deg)
        held = newest.get(vehicle)
        taken = _offer(state, one)
        assert taken == (held is None or seq > held.seq)
        if taken:
            newest[vehicle] = one
    for vehicle, one in newest.items():
        assert state.latest(vehicle_id(vehicle)) is one
        here = cell(one.lon_deg, one.lat_deg)
        assert state.within([here]) == {
            each.vehicle_id for each in newest.values() if cell(each.lon_deg, each.lat_deg) == here
        }


def test_a_partition_left_is_forgotten_with_its_cells() -> None:
    state = LiveState()
    one, other = position(1, 1), position(2, 1)
    _offer(state, one, "p01")
    _offer(state, other, "p02")
    state.forget("p01")
    assert state.latest(one.vehicle_id) is None
    assert state.within([cell(one.lon_deg, one.lat_deg)]) == {other.vehicle_id}
