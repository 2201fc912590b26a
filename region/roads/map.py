"""The main roads as the map draws them: GeoJSON, joined into long lines, simplified, degrees rounded to 0.0001° (about 10 m)."""

from collections import defaultdict
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely import LineString

from region.roads.network import Network, RoadClass

SIMPLIFIED_DEG = {
    RoadClass.MOTORWAY: 0.0005,
    RoadClass.TRUNK: 0.0005,
    RoadClass.PRIMARY: 0.0007,
    RoadClass.SECONDARY: 0.001,
    RoadClass.TERTIARY: 0.001,
}
"""The classes drawn, and how far a line may leave the road: 40 to 80 m."""
DIGITS = 4
MOST_BYTES = 3_000_000
"""What a screen loads at most; the smallest roads are left out first."""


def layer(network: Network) -> bytes:
    """Give the main roads as a collection of lines with `class` and, where known, `name`; whom to name, and whether it is made up."""
    features: list[msgspec.Raw] = []
    size = 0
    for road_class in SIMPLIFIED_DEG:
        drawn = _features(network, road_class)
        size += sum(len(bytes(feature)) + 1 for feature in drawn)
        if size > MOST_BYTES:
            break
        features += drawn
    return msgspec.json.encode(
        {
            "type": "FeatureCollection",
            "synthetic": network.is_synthetic,
            "attribution": network.attribution,
            "features": features,
        }
    )


def _features(network: Network, road_class: RoadClass) -> list[msgspec.Raw]:
    lines: defaultdict[str | None, list[LineString]] = defaultdict(list)
    for edge in np.flatnonzero(network.classes == road_class).tolist():
        first, last = network.first_point[edge], network.first_point[edge + 1]
        lines[network.names[edge]].append(LineString(network.points[first:last]))
    return [
        _feature(name, part, road_class)
        for name, parts in sorted(lines.items(), key=lambda named: named[0] or "")
        for part in shapely.get_parts(shapely.line_merge(shapely.union_all(parts)))
    ]


def _feature(name: str | None, line: LineString, road_class: RoadClass) -> msgspec.Raw:
    simple = shapely.simplify(line, SIMPLIFIED_DEG[road_class])
    properties: dict[str, Any] = {"class": road_class.name.lower()}
    if name is not None:
        properties["name"] = name
    coordinates = np.round(shapely.get_coordinates(simple), DIGITS).tolist()
    geometry = {"type": "LineString", "coordinates": coordinates}
    return msgspec.Raw(msgspec.json.encode({"type": "Feature", "properties": properties, "geometry": geometry}))
