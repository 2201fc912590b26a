"""OpenStreetMap extracts, written here and read back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from osmium import SimpleWriter
from osmium.osm.mutable import Node, Way

from region.roads import Roads, RoadUse
from region.roads.network import BACKWARD, FORWARD, NoRoad, RoadClass
from region.roads.pbf import ATTRIBUTION, BadExtract, drivable, limit, read_pbf
from region.roads.speeds import DRIVEN_SHARE, driven_kmh
from region.roads.store import prepare

PLACES = {number: (0.01 * number, 49.0 + 0.001 * (number % 2)) for number in range(1, 9)}
BOTH = FORWARD | BACKWARD


def extract(file: Path, ways: Sequence[tuple[Sequence[int], Mapping[str, str]]], without: Sequence[int] = ()) -> Path:
    """Write an extract with these ways over `PLACES`."""
    writer = SimpleWriter(str(file))
    for number, place in PLACES.items():
        if number not in without:
            writer.add_node(Node(id=number, location=place, version=1))
    for number, (nodes, tags) in enumerate(ways, start=1):
        writer.add_way(Way(id=number, nodes=list(nodes), tags=dict(tags), version=1))
    writer.close()
    return file


def test_ways_are_cut_at_junctions_and_keep_their_shape(tmp_path: Path) -> None:
    primary = {"highway": "primary", "maxspeed": "70", "ref": "D 613"}
    file = extract(tmp_path / "x.osm.pbf", [((1, 2, 3, 4), primary), ((3, 5, 6), {"highway": "residential"})])
    network = read_pbf(file)
    assert network.attribution == ATTRIBUTION
    assert not network.is_synthetic
    shapes = [
        network.points[a:b].round(7).tolist()
        for a, b in zip(network.first_point, network.first_point[1:], strict=False)
    ]
    assert shapes == [[list(PLACES[node]) for node in nodes] for nodes in ((1, 2, 3), (3, 4), (3, 5, 6))]
    assert network.classes.tolist() == [RoadClass.PRIMARY, RoadClass.PRIMARY, RoadClass.STREET]
    assert network.speeds_kmh == pytest.approx(
        [70 * DRIVEN_SHARE[RoadClass.PRIMARY]] * 2 + [50 * DRIVEN_SHARE[RoadClass.STREET]]
    )
    assert network.names == ["D 613", "D 613", None]
    assert len(network.nodes) == 4


def test_one_way_roads_are_driven_one_way(tmp_path: Path) -> None:
    loop = {"highway": "tertiary", "junction": "roundabout"}
    file = extract(
        tmp_path / "x.osm.pbf", [((1, 2), {"highway": "tertiary"}), ((2, 3, 4, 2), loop), ((3, 5), {"highway": "road"})]
    )
    metric = Roads(prepare(read_pbf(file))).metric(RoadUse.ORDINARY, 3)
    there, back = metric.route(PLACES[1], PLACES[5]), metric.route(PLACES[5], PLACES[1])
    assert there
    assert back
    assert len(there.points) == 4  # 1 2 3 5
    assert len(back.points) == 5  # 5 3 4 2 1


def test_an_island_is_left_out(tmp_path: Path) -> None:
    street = {"highway": "residential"}
    network = read_pbf(extract(tmp_path / "x.osm.pbf", [((1, 2), street), ((3, 4, 5), street), ((5, 6), street)]))
    assert len(network.nodes) == 3


def test_a_way_is_cut_where_the_extract_lacks_a_node(tmp_path: Path) -> None:
    way = ((1, 2, 3, 4, 5, 6), {"highway": "residential"})
    side = ((5, 7), {"highway": "residential"})
    network = read_pbf(extract(tmp_path / "x.osm.pbf", [way, side], without=[3]))
    assert np.allclose(network.nodes, [PLACES[node] for node in (4, 5, 6, 7)])


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({"highway": "residential"}, BOTH),
        ({"highway": "residential", "oneway": "yes"}, FORWARD),
        ({"highway": "residential", "oneway": "-1"}, BACKWARD),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway_link"}, FORWARD),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"highway": "primary", "junction": "roundabout"}, FORWARD),
        ({"highway": "residential", "access": "private"}, BOTH),
        ({"highway": "residential", "access": "no", "emergency": "yes"}, BOTH),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, BOTH),
        ({"highway": "residential", "access": "no"}, None),
        ({"highway": "residential", "motor_vehicle": "no"}, None),
        ({"highway": "unclassified", "vehicle": "agricultural;forestry"}, None),
        ({"highway": "service", "service": "parking_aisle"}, None),
        ({"highway": "service", "area": "yes"}, None),
        ({"highway": "construction"}, None),
        ({"highway": "footway"}, None),
        ({"highway": "track"}, None),
        ({"highway": "secondary", "route": "ferry"}, None),
        ({"route": "ferry"}, None),
    ],
)
def test_where_an_ambulance_may_drive(tags: Mapping[str, str], directions: int | None) -> None:
    way = drivable(tags, [1, 2])
    assert (way and way.directions) == directions


@pytest.mark.parametrize(
    ("maxspeed", "kmh"),
    [
        (None, None),
        ("50", 50.0),
        ("30 mph", 48.28),
        ("50;70", 50.0),
        ("FR:rural", 80.0),
        ("none", None),
        ("signals", None),
        ("0", 5.0),
        ("900", 130.0),
    ],
)
def test_limits(maxspeed: str | None, kmh: float | None) -> None:
    assert limit(maxspeed) == (kmh and pytest.approx(kmh, abs=0.01))


def test_a_limit_sets_the_speed() -> None:
    way = drivable({"highway": "trunk", "maxspeed": "90"}, [1, 2])
    assert way
    assert way.speed_kmh == driven_kmh(90, RoadClass.TRUNK)


def test_a_file_that_is_no_extract_is_told(tmp_path: Path) -> None:
    whole = extract(tmp_path / "x.osm.pbf", [((1, 2), {"highway": "residential"})]).read_bytes()
    for content in (b"", b"lon,lat\n", whole[: len(whole) // 2]):
        (tmp_path / "y.osm.pbf").write_bytes(content)
        with pytest.raises(BadExtract, match=r"y\.osm\.pbf is not an OpenStreetMap extract"):
            read_pbf(tmp_path / "y.osm.pbf")
    with pytest.raises(FileNotFoundError, match=r"z\.osm\.pbf does not exist"):
        read_pbf(tmp_path / "z.osm.pbf")


def test_an_extract_without_roads_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoRoad, match="has no road"):
        read_pbf(extract(tmp_path / "x.osm.pbf", [((1, 2), {"waterway": "river"})]))
