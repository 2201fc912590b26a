"""H3 cells of the map: the keys under which a vehicle is found by place."""

from math import cos, radians
from typing import NamedTuple

from h3 import H3FailedError
from h3.api import basic_int as h3
from h3.api import numpy_int

RESOLUTION = 9
"""Of a fix: cells of about 0.1 km², 200 m across: a scene, a street block."""
EDGE_M = tuple(h3.average_hexagon_edge_length(resolution, "m") for resolution in range(RESOLUTION + 1))
"""Mean edge of a cell, by resolution."""
REACH_EDGES = 1.2
"""No point of a cell is further from its centre than so many mean edges (1.10 is the most found, on the whole earth)."""
HALF_TURN_DEG = 180.0
POLAR_DEG = 85.0
DEGREE_M = 111_000.0
"""Of latitude, a little less than on the sphere of H3."""


def cell(lon_deg: float, lat_deg: float, resolution: int = RESOLUTION) -> int:
    """Give the cell of a point. It fits PostgreSQL's bigint."""
    return h3.latlng_to_cell(lat_deg, lon_deg, resolution)


def around(centre: int, rings: int) -> list[int]:
    """Give every cell within so many rings of a cell, itself included."""
    disk: list[int] = numpy_int.grid_disk(centre, rings).tolist()  # sooner than the list the library makes itself
    return disk


class Rectangle(NamedTuple):
    """Between two meridians and two parallels, degrees, borders included."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


def covering(place: Rectangle, resolution: int, at_most: int) -> frozenset[int] | None:
    """Give cells among which is the cell of every point of a rectangle, and few others.

    None where no such list is made: it would be longer than about `at_most`, the rectangle touches a pole or the 180th meridian, or the
    library fails.
    """
    if place.south_deg > place.north_deg:
        return frozenset()
    around_deg = REACH_EDGES * EDGE_M[resolution] / DEGREE_M
    south, north = place.south_deg - around_deg, place.north_deg + around_deg
    if max(-south, north) >= POLAR_DEG:
        return None
    narrowest = cos(radians(max(-south, north)))
    west, east = place.west_deg - around_deg / narrowest, place.east_deg + around_deg / narrowest
    if west <= -HALF_TURN_DEG or east >= HALF_TURN_DEG or not 0 < east - west < HALF_TURN_DEG:
        return None
    widest = cos(radians(min(abs(south), abs(north)))) if south * north > 0 else 1.0
    if (east - west) * widest * (north - south) * DEGREE_M**2 > at_most * 1.5 * 3**0.5 * EDGE_M[resolution] ** 2:
        return None
    corners = [(south, west), (south, east), (north, east), (north, west)]
    try:
        return frozenset(h3.h3shape_to_cells(h3.LatLngPoly(corners), resolution))
    except H3FailedError:  # around a pentagon the library sometimes loses its way
        return None


def resolution_of(cell: int) -> int:
    """Give a cell's resolution."""
    return h3.get_resolution(cell)
