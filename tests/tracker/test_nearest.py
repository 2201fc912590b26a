"""The nearest vehicles are the right ones, whatever the fleet and however it moves."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kit.geo import distance_m
from tracker.nearest import Index, Near

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-90, 90, allow_nan=False)
places = st.tuples(longitudes, latitudes)
near_places = st.tuples(st.floats(-0.37, -0.36, allow_nan=False), st.floats(49.18, 49.19, allow_nan=False))


def _ids(count: int) -> list[UUID]:
    return [UUID(int=number + 1) for number in range(count)]


def _by_hand(points: dict[UUID, tuple[float, float]], lon_deg: float, lat_deg: float, k: int) -> list[Near]:
    every = [Near(vehicle_id, distance_m(lon_deg, lat_deg, *place)) for vehicle_id, place in points.items()]
    return sorted(every, key=lambda near: (near.distance_m, near.vehicle_id))[:k]


@given(
    first=st.lists(places | near_places, max_size=60),
    moves=st.lists(st.tuples(st.integers(0, 59), near_places), max_size=30),
    question=places | near_places,
    k=st.integers(0, 12),
)
def test_same_as_measuring_every_vehicle(
    first: list[tuple[float, float]],
    moves: list[tuple[int, tuple[float, float]]],
    question: tuple[float, float],
    k: int,
) -> None:
    index = Index()
    points = dict(zip(_ids(len(first)), first, strict=True))
    for vehicle_id, place in points.items():
        index.put(vehicle_id, *place)
    for number, place in moves:
        if number < len(first):
            vehicle_id = UUID(int=number + 1)
            points[vehicle_id] = place
            index.put(vehicle_id, *place)
    found = index.nearest(*question, k)
    expected = _by_hand(points, *question, k)
    assert [near.distance_m for near in found] == [near.distance_m for near in expected]
    some = {vehicle_id: place for vehicle_id, place in points.items() if vehicle_id.int % 3}
    assert {near.vehicle_id for near in index.nearest(*question, k, some.keys())} <= some.keys()
    assert [near.distance_m for near in index.nearest(*question, k, some.keys())] == [
        near.distance_m for near in _by_hand(some, *question, k)
    ]


def test_grows_past_its_first_room() -> None:
    index = Index()
    ids = _ids(3000)
    for number, vehicle_id in enumerate(ids):
        index.put(vehicle_id, -1.0 + number / 1000, 49.0)
    assert [near.vehicle_id for near in index.nearest(1.5, 49.0, 3)] == [ids[2500], ids[2499], ids[2501]]


def test_unknown_vehicles_are_passed_over() -> None:
    index = Index()
    assert index.nearest(0.0, 49.0, 3) == []
    index.put(UUID(int=1), 0.0, 49.0)
    assert index.nearest(0.0, 49.0, 3, {UUID(int=2)}) == []
    assert [near.vehicle_id for near in index.nearest(0.0, 49.0, 3, {UUID(int=1), UUID(int=2)})] == [UUID(int=1)]
