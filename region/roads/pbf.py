"""Networks from OpenStreetMap: ways a car may drive on, cut at junctions, with their shapes.

As far as an ambulance needs them: `oneway`, roundabouts and motorways in their direction, roads shut to every motor vehicle left out (not
those shut only to the public), `maxspeed`, no ferries, no areas, nothing under construction. Turn restrictions are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osmium import FileProcessor, InvalidLocationError, osm
from osmium.filter import IdFilter, KeyFilter

from region.roads.network import BACKWARD, FORWARD, Network, NetworkBuilder, NoRoad, RoadClass
from region.roads.parts import largest_part
from region.roads.speeds import driven_kmh

ATTRIBUTION = "© les contributeurs d'OpenStreetMap (ODbL)"

CLASSES: Mapping[str, tuple[RoadClass, float]] = {
    "motorway": (RoadClass.MOTORWAY, 130.0),
    "motorway_link": (RoadClass.MOTORWAY, 70.0),
    "trunk": (RoadClass.TRUNK, 110.0),
    "trunk_link": (RoadClass.TRUNK, 70.0),
    "primary": (RoadClass.PRIMARY, 80.0),
    "primary_link": (RoadClass.PRIMARY, 50.0),
    "secondary": (RoadClass.SECONDARY, 80.0),
    "secondary_link": (RoadClass.SECONDARY, 50.0),
    "tertiary": (RoadClass.TERTIARY, 80.0),
    "tertiary_link": (RoadClass.TERTIARY, 50.0),
    "unclassified": (RoadClass.STREET, 70.0),
    "residential": (RoadClass.STREET, 50.0),
    "living_street": (RoadClass.STREET, 20.0),
    "service": (RoadClass.STREET, 30.0),
    "road": (RoadClass.STREET, 50.0),
}
"""`highway` values cars drive on: class, and limit where none is given. Tracks, paths and pedestrian streets are left out."""

FORBIDDEN = frozenset({"no", "agricultural", "forestry", "agricultural;forestry"})
WHO_MAY = ("emergency", "motorcar", "motor_vehicle", "vehicle", "access")
"""Keys that say who may use a road, the one that counts first. Where only the public is shut out, an ambulance passes."""
NO_ROAD_SERVICES = frozenset({"parking_aisle", "drive-through"})

ZONES_KMH = {
    "FR:motorway": 130.0,
    "FR:trunk": 110.0,
    "FR:rural": 80.0,
    "FR:urban": 50.0,
    "FR:zone30": 30.0,
    "FR:zone20": 20.0,
}
KMH_PER_MPH = 1.609344
SLOWEST_KMH, FASTEST_KMH = 5.0, 130.0


class BadExtract(ValueError):
    """The file is not an OpenStreetMap extract that can be read; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way cars drive on; `nodes` are OpenStreetMap's numbers."""

    nodes: list[int]
    road_class: RoadClass
    speed_kmh: float
    directions: int
    name: str | None


def read_pbf(file: Path) -> Network:
    """Read the largest connected network of an extract (`.osm.pbf`, or another form osmium knows).

    Raises:
        BadExtract: it is not an extract, or cut short.
        NoRoad: nothing in it can be driven on.
        FileNotFoundError: there is no such file.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file} does not exist")
    try:
        ways = [way for tags, nodes in _highways(file) if (way := drivable(tags, nodes)) is not None]
        numbers = np.unique(np.fromiter((node for way in ways for node in way.nodes), dtype=np.int64))
        places = _places(file, numbers)
    except (RuntimeError, InvalidLocationError) as fault:
        raise BadExtract(f"{file.name} is not an OpenStreetMap extract that can be read: {fault}") from fault
    if not ways:
        raise NoRoad(f"{file.name} has no road one can drive on")
    return largest_part(_cut(ways, numbers, places))


def drivable(tags: Mapping[str, str], nodes: list[int]) -> Way | None:
    """Give the way these tags make of those nodes, or None when cars do not drive there."""
    kind = CLASSES.get(tags.get("highway", ""))
    allowed = next((tags[key] for key in WHO_MAY if key in tags), "yes")
    out = (
        kind is None
        or allowed in FORBIDDEN
        or tags.get("area") == "yes"
        or tags.get("route") == "ferry"
        or tags.get("service") in NO_ROAD_SERVICES
    )
    if kind is None or out:
        return None
    road_class, usual_kmh = kind
    limit_kmh = limit(tags.get("maxspeed")) or usual_kmh
    return Way(
        nodes, road_class, driven_kmh(limit_kmh, road_class), _directions(tags), tags.get("ref") or tags.get("name")
    )


def limit(maxspeed: str | None) -> float | None:
    """Read a speed limit, km/h, kept between 5 and 130; None when it says no number and no zone."""
    if maxspeed is None:
        return None
    if maxspeed in ZONES_KMH:
        return ZONES_KMH[maxspeed]
    number = re.match(r"\s*(\d+(?:\.\d+)?)\s*(mph)?", maxspeed)
    if number is None:
        return None
    kmh = float(number[1]) * (KMH_PER_MPH if number[2] else 1)
    return min(FASTEST_KMH, max(SLOWEST_KMH, kmh))


def _directions(tags: Mapping[str, str]) -> int:
    match tags.get("oneway"):
        case "yes" | "true" | "1":
            return FORWARD
        case "-1" | "reverse":
            return BACKWARD
        case None if tags.get("junction") in {"roundabout", "circular"} or tags["highway"].startswith("motorway"):
            return FORWARD
        case _:
            return FORWARD | BACKWARD


def _highways(file: Path) -> Iterator[tuple[dict[str, str], list[int]]]:
    wanted = FileProcessor(file, osm.WAY).with_filter(KeyFilter("highway"))
    for way in wanted:
        if isinstance(way, osm.Way):
            yield {tag.k: tag.v for tag in way.tags}, [node.ref for node in way.nodes]


def _places(file: Path, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give lon, lat of the nodes with these numbers (n, 2); NaN where the extract lacks one."""
    places = np.full((len(numbers), 2), np.nan)
    wanted = FileProcessor(file, osm.NODE).with_filter(IdFilter(numbers.tolist()))
    for node in wanted:
        if isinstance(node, osm.Node):
            places[np.searchsorted(numbers, node.id)] = node.lon, node.lat
    return places


def _cut(ways: list[Way], numbers: NDArray[np.int64], places: NDArray[np.float64]) -> Network:
    """Cut the ways where they meet or end, and where the extract lacks a node."""
    known: NDArray[np.bool_] = np.isfinite(places[:, 0])
    used = np.zeros(len(numbers), dtype=np.int64)
    stretches: list[tuple[Way, NDArray[np.int64]]] = []
    for way in ways:
        nodes = np.searchsorted(numbers, [node for node, _ in groupby(way.nodes)])
        breaks = np.flatnonzero(~known[nodes])
        for stretch in np.split(nodes, np.sort(np.concatenate([breaks, breaks + 1]))):
            if len(stretch) > 1:
                stretches.append((way, stretch))
                np.add.at(used, stretch, 1)
                used[stretch[[0, -1]]] += 1
    junctions = used > 1
    number = np.cumsum(junctions) - 1
    builder = NetworkBuilder()
    for way, stretch in stretches:
        for start, end in pairwise(np.flatnonzero(junctions[stretch]).tolist()):
            builder.add(
                int(number[stretch[start]]),
                int(number[stretch[end]]),
                places[stretch[start : end + 1]],
                road_class=way.road_class,
                speed_kmh=way.speed_kmh,
                directions=way.directions,
                name=way.name,
            )
    return builder.build(places[junctions], attribution=ATTRIBUTION, is_synthetic=False)
