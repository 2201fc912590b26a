"""Drives by road, and as the crow flies where there is none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit.geo import distance_m
from kit.wire.codes.means import VehicleType
from region.roads import open_roads
from region.roads.lines import read_lines
from region.roads.store import prepare, write
from simulators.travel import speed_mps
from simulators.ways import Ways

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
START, CORNER, END = (-0.40, 49.18), (-0.30, 49.18), (-0.30, 49.25)
AT_SEA = (-2.5, 51.0)


@pytest.fixture
def ways(tmp_path: Path) -> Ways:
    """Give a country with one road, round a corner."""
    (tmp_path / "nodes").write_text("".join(f"{lon} {lat}\n" for lon, lat in (START, CORNER, END)))
    (tmp_path / "arcs").write_text("0 1\n1 0\n1 2\n2 1\n")
    write(prepare(read_lines(tmp_path / "nodes", tmp_path / "arcs").network), tmp_path / "roads")
    return Ways(open_roads(tmp_path / "roads"))


async def test_an_ambulance_takes_the_road_and_is_slower_without_urgency(ways: Ways) -> None:
    urgent = await ways.leg(VehicleType.TSU_AMB, START, END, NOON, urgent=True)
    calm = await ways.leg(VehicleType.TSU_AMB, START, END, NOON, urgent=False)
    assert (urgent.points[0], urgent.points[-1]) == (START, END)
    assert min(distance_m(*point, *CORNER) for point in urgent.points) < 5.0
    assert urgent.duration_s < calm.duration_s
    assert await ways.seconds(START, [END], NOON) == pytest.approx([urgent.duration_s], abs=2.0)


async def test_a_helicopter_flies_and_where_there_is_no_road_one_goes_straight(ways: Ways) -> None:
    flight = await ways.leg(VehicleType.SMUR_HELI, START, END, NOON, urgent=True)
    assert list(flight.points) == [START, END]
    off_road = await ways.leg(VehicleType.TSU_AMB, START, AT_SEA, NOON, urgent=True)
    assert list(off_road.points) == [START, AT_SEA]
    straight_s = distance_m(*START, *AT_SEA) / speed_mps(VehicleType.TSU_AMB, urgent=True)
    assert await ways.seconds(START, [AT_SEA], NOON) == pytest.approx([straight_s])


async def test_without_roads_everybody_goes_straight() -> None:
    leg = await Ways(None).leg(VehicleType.SIS_VSAV, START, END, NOON, urgent=True)
    assert list(leg.points) == [START, END]
