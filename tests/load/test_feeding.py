"""The fleet of the fan-out bench drives as vehicles do: onward, in steps a screen shows, never to and fro between two fixes."""

import itertools
from random import Random
from uuid import UUID

from load.feeding import STEP_DEG, Vehicle


def test_a_vehicle_drives_one_way_then_back() -> None:
    vehicle = Vehicle(UUID(int=1), Random(1))
    way = [vehicle.move() for _ in range(400)]
    steps = [round((after.lon_deg - before.lon_deg) / STEP_DEG) for before, after in itertools.pairwise(way)]
    assert set(steps) == {-1, 1}
    assert sum(before != after for before, after in itertools.pairwise(steps)) == 3
    assert [fix.seq for fix in way] == list(range(1, 401))
    assert all((fix.heading_deg == 90.0) == (step > 0) for fix, step in zip(way[:-1], steps, strict=True))
