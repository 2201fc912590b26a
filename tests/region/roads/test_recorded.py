"""Recorded drives on the networks around them, against the routes really driven."""

import csv
import gzip

import numpy as np
import pytest
from numpy.typing import NDArray

from region.roads import Roads, RoadUse
from region.roads.lines import LinesNetwork, read_lines
from region.roads.network import BACKWARD, FORWARD
from region.roads.parts import select
from region.roads.store import prepare
from tests.architecture.source import ROOT
from tests.region.roads.plain import weights_ms

DATA = ROOT.parent / "shared" / "data"
ERROR_M = 10.0
"""How much farther than the nearest road the driven one may be: the error of a satellite fix."""

FLOORS = {"22": (0.92, 0.99), "46": (0.98, 0.99), "70": (0.94, 0.98)}
"""Share of fixes snapped to an edge of the driven route (either direction); the same, or the route within the error."""

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the recorded drives (../shared/data) are not beside the checkout"
)


def fixes(name: str) -> NDArray[np.float64]:
    """Give lon, lat of a drive's fixes (n, 2)."""
    with gzip.open(DATA / "traces" / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        return np.array([(float(row["lon_deg"]), float(row["lat_deg"])) for row in csv.DictReader(lines)])


def recorded(name: str) -> tuple[LinesNetwork, NDArray[np.int64]]:
    """Give the network around a drive, and the arcs that were driven, in order."""
    read = read_lines(DATA / "roads" / f"{name}.nodes.gz", DATA / "roads" / f"{name}.arcs.gz")
    lines = gzip.decompress((DATA / "roads" / f"{name}.route.gz").read_bytes()).split()
    return read, np.array([read.arcs[int(line)] for line in lines])


@pytest.mark.parametrize("name", FLOORS)
def test_fixes_are_snapped_to_the_road_that_was_driven(name: str) -> None:
    read, arcs = recorded(name)
    driven = np.unique(arcs >> 1)
    points = fixes(name)
    snaps = Roads(prepare(read.network)).snap_all(points)
    on_route = np.isin(snaps.edges, driven)
    to_route = Roads(prepare(select(read.network, driven))).snap_all(points)
    near = on_route | (to_route.distances_m <= snaps.distances_m + ERROR_M)
    same, within = FLOORS[name]
    assert on_route.mean() >= same
    assert near.mean() >= within


@pytest.mark.parametrize("name", FLOORS)
def test_the_driven_route_is_a_way_and_none_is_quicker_than_ours(name: str) -> None:
    read, arcs = recorded(name)
    network = read.network
    backward = (arcs & 1).astype(bool)
    starts = np.where(backward, network.heads[arcs >> 1], network.tails[arcs >> 1])
    ends = np.where(backward, network.tails[arcs >> 1], network.heads[arcs >> 1])
    assert (ends[:-1] == starts[1:]).all()
    assert (network.directions[arcs >> 1] & np.where(backward, BACKWARD, FORWARD)).all()
    metric = Roads(prepare(network)).metric(RoadUse.ORDINARY, 3)
    driven_s = weights_ms(network, RoadUse.ORDINARY, 3)[arcs >> 1].sum() / 1000
    (first_lon, first_lat), (last_lon, last_lat) = network.nodes[[starts[0], ends[-1]]].tolist()
    ours = metric.route((first_lon, first_lat), (last_lon, last_lat))
    assert ours
    assert ours.duration_s <= driven_s
