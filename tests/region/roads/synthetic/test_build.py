"""The synthetic network of Normandy: plausible, repeatable, and nobody fords the Seine."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString

from region import preparation
from region.country import Commune, Region
from region.places import read_region
from region.roads import Metric, Roads, RoadUse
from region.roads.map import MOST_BYTES, layer
from region.roads.network import Network, RoadClass, along_m
from region.roads.store import prepare
from region.roads.synthetic import authored
from region.roads.synthetic.build import build
from region.roads.synthetic.origin import origin
from region.roads.synthetic.plane import to_degrees


@dataclass(frozen=True)
class World:
    """Normandy and its roads."""

    region: Region
    network: Network
    metric: Metric

    def commune(self, name: str) -> Commune:
        """Give the largest commune with this in its name."""
        return max((one for one in self.region.communes if name in one.name), key=lambda one: one.population)

    def minutes(self, start: str, end: str) -> float:
        """Give the time from one commune to another."""
        first, last = self.commune(start), self.commune(end)
        time_s = self.metric.times_to_s([(first.lon_deg, first.lat_deg)], (last.lon_deg, last.lat_deg))[0]
        return float(time_s) / 60


def built(region: Region) -> Network:
    land = shapely.union_all(shapely.from_wkb(list(region.outlines.values())))
    return build(region.communes, land)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder: Path = tmp_path_factory.mktemp("country")
    preparation.prepare(folder)
    region = read_region(folder)
    network = built(region)
    return World(region, network, Roads(prepare(network)).metric(RoadUse.ORDINARY, 3))


pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("synthetic-roads")]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("Caen", "Rouen", 80),
        ("Caen", "Cherbourg", 85),
        ("Havre", "Rouen", 60),
        ("Caen", "Alençon", 70),
        ("Rouen", "Dieppe", 50),
        ("Honfleur", "Havre", 25),
        ("Saint-Lô", "Coutances", 30),
        ("Granville", "Avranches", 30),
        ("Mortagne-au-Perche", "Alençon", 38),
    ],
)
def test_drives_take_about_as_long_as_they_do(world: World, start: str, end: str, minutes: float) -> None:
    assert world.minutes(start, end) == pytest.approx(minutes, rel=0.3)
    assert world.minutes(end, start) == pytest.approx(world.minutes(start, end), rel=0.1)


def test_every_commune_is_reached_by_road(world: World) -> None:
    towns = np.array([(one.lon_deg, one.lat_deg) for one in world.region.communes])
    caen = world.commune("Caen")
    times = world.metric.times_to_s(towns, (caen.lon_deg, caen.lat_deg))
    assert np.isfinite(times).all()
    assert times.max() < 4 * 3600


def test_the_seine_is_crossed_only_by_its_bridges(world: World) -> None:
    """Axes (motorways among them the bridges of Normandie and Tancarville) and the bridges of the table; nothing else."""
    network = world.network
    river = LineString(to_degrees(authored.river()))
    shapely.prepare(river)
    shapes = [network.points[a:b] for a, b in zip(network.first_point[:-1], network.first_point[1:], strict=True)]
    crossing = shapely.intersects(river, np.array([LineString(shape) for shape in shapes]))
    names = {network.names[edge] for edge in np.flatnonzero(crossing).tolist()}
    bridges = {bridge.name for bridge in authored.bridges()}
    assert bridges | {"A29", "A131"} <= names
    assert names <= bridges | {axis.name for axis in authored.axes()}


def test_there_is_a_road_near_every_place_on_land(world: World) -> None:
    lengths = along_m(world.network.points, world.network.first_point)[world.network.first_point[1:] - 1]
    assert 60_000_000 < lengths.sum() < 120_000_000
    classes = np.bincount(world.network.classes)
    assert len(classes) == len(RoadClass)
    assert (np.diff(classes[2:]) > 0).all()


def test_the_same_communes_give_the_same_network(world: World) -> None:
    again = built(world.region)
    assert (again.points == world.network.points).all()
    assert (again.speeds_kmh == world.network.speeds_kmh).all()


def test_the_origin_tells_other_communes_apart(world: World) -> None:
    communes, outlines = world.region.communes, list(world.region.outlines.values())
    assert origin(communes, outlines) == origin(communes, outlines)
    assert origin(communes[1:], outlines) != origin(communes, outlines)
    assert origin(communes, outlines[1:]) != origin(communes, outlines)


def test_the_map_of_main_roads_is_small_enough(world: World) -> None:
    drawn = layer(world.network)
    assert 100_000 < len(drawn) <= MOST_BYTES
    assert b'"synthetic":true' in drawn[:100]
    assert b'"name":"A84"' in drawn
