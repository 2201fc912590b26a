"""The nearest vehicles are the right ones, whatever the fleet and however it moves."""

from math import dist
from random import Random
from uuid import UUID

import asyncpg
import pytest
from h3.api import basic_int as h3
from hypothesis import given
from hypothesis import strategies as st

from db.engine import connect_arguments
from kit.geo import distance_m
from kit.settings import Settings
from tracker import cells
from tracker.nearest import RESOLUTIONS, SURE_EDGES, Index, ground_point

longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-90, 90, allow_nan=False)
places = st.tuples(longitudes, latitudes)
near_places = st.tuples(st.floats(-0.37, -0.36, allow_nan=False), st.floats(49.18, 49.19, allow_nan=False))
county_places = st.tuples(st.floats(-1.0, 1.0, allow_nan=False), st.floats(48.5, 49.5, allow_nan=False))


def _ids(count: int) -> list[UUID]:
    return [UUID(int=number + 1) for number in range(count)]


def _by_hand(points: dict[UUID, tuple[float, float]], lon_deg: float, lat_deg: float, k: int) -> list[float]:
    """Give the chords to the nearest, metres."""
    here = ground_point(lon_deg, lat_deg)
    return sorted(dist(here, ground_point(*place)) for place in points.values())[:k]


def _asked(
    index: Index, points: dict[UUID, tuple[float, float]], question: tuple[float, float], k: int, only: set[UUID] | None
) -> list[float]:
    """Give the chords to those found, metres; they must be known, different, and in order."""
    found = index.nearest(*question, k, only)
    assert [near.distance_m for near in found] == sorted(near.distance_m for near in found)
    assert len({near.vehicle_id for near in found}) == len(found)
    here = ground_point(*question)
    return [dist(here, ground_point(*points[near.vehicle_id])) for near in found]


@given(
    first=st.lists(places | near_places | county_places, max_size=60),
    moves=st.lists(st.tuples(st.integers(0, 59), near_places | county_places), max_size=30),
    question=places | near_places | county_places,
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
    assert _asked(index, points, question, k, None) == pytest.approx(_by_hand(points, *question, k), abs=1e-3)
    some = {vehicle_id: place for vehicle_id, place in points.items() if vehicle_id.int % 3}
    expected = _by_hand(some, *question, k)
    assert _asked(index, some, question, k, set(some)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("fleet", [300, 3000, 30000])
def test_a_crowd_that_moves_is_found_as_by_measuring_all_of_it(fleet: int) -> None:
    chance = Random(fleet)
    index, ids = Index(), _ids(fleet)
    points = {vehicle_id: (chance.gauss(0.0, 0.5), chance.gauss(49.0, 0.3)) for vehicle_id in ids}
    for vehicle_id, place in points.items():
        index.put(vehicle_id, *place)
    for _ in range(40):
        for vehicle_id in chance.sample(ids, 100):
            lon_deg, lat_deg = points[vehicle_id]
            points[vehicle_id] = (lon_deg + chance.uniform(-0.01, 0.01), lat_deg + chance.uniform(-0.01, 0.01))
            index.put(vehicle_id, *points[vehicle_id])
        question = (chance.uniform(-1.5, 1.5), chance.uniform(48.2, 49.8))
        assert _asked(index, points, question, 10, None) == pytest.approx(_by_hand(points, *question, 10), abs=1e-3)


async def test_the_order_is_that_of_the_geodesic(database: Settings) -> None:
    """As PostGIS sorts by distance on the ellipsoid."""
    chance = Random(5)
    points = {UUID(int=n + 1): (chance.uniform(-1.9, 1.8), chance.uniform(48.2, 50.1)) for n in range(2000)}
    index = Index()
    for vehicle_id, place in points.items():
        index.put(vehicle_id, *place)
    connection = await asyncpg.connect(**connect_arguments(database, "rramu_owner"))
    try:
        await connection.execute("CREATE TEMPORARY TABLE fleet (id uuid, place geography(Point))")
        await connection.executemany(
            "INSERT INTO fleet VALUES ($1, ST_MakePoint($2, $3)::geography)", [(i, *p) for i, p in points.items()]
        )
        for _ in range(100):
            question = (chance.uniform(-2.2, 2.1), chance.uniform(48.0, 50.3))
            rows = await connection.fetch(
                "SELECT id, ST_Distance(place, ST_MakePoint($1, $2)::geography) AS apart_m FROM fleet ORDER BY 2 LIMIT 10",
                *question,
            )
            found = index.nearest(*question, 10)
            assert [near.vehicle_id for near in found] == [row["id"] for row in rows]
            for near, row in zip(found, rows, strict=True):
                assert near.distance_m == pytest.approx(row["apart_m"], rel=1e-4)
    finally:
        await connection.close()


pentagons = st.sampled_from(list(h3.get_pentagons(RESOLUTIONS[0]))).map(lambda cell: h3.cell_to_latlng(cell)[::-1])


@given(place=places | pentagons, resolution=st.sampled_from(RESOLUTIONS))
def test_cells_reach_as_far_as_is_said(place: tuple[float, float], resolution: int) -> None:
    middle = cells.cell(*place, resolution)
    inside = set(cells.around(middle, 1))
    for beyond in set(cells.around(middle, 2)) - inside:
        for lat_deg, lon_deg in h3.cell_to_boundary(beyond):
            for corner_lat_deg, corner_lon_deg in h3.cell_to_boundary(middle):
                apart_m = distance_m(lon_deg, lat_deg, corner_lon_deg, corner_lat_deg)
                assert apart_m > SURE_EDGES * cells.EDGE_M[resolution]


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
