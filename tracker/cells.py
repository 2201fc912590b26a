"""H3 cells of the map: the keys under which a vehicle is found by place."""

from h3.api import basic_int as h3

RESOLUTION = 9
"""Of a fix: cells of about 0.1 km², 200 m across: a scene, a street block."""
EDGE_M = tuple(h3.average_hexagon_edge_length(resolution, "m") for resolution in range(RESOLUTION + 1))
"""Mean edge of a cell, by resolution."""


def cell(lon_deg: float, lat_deg: float, resolution: int = RESOLUTION) -> int:
    """Give the cell of a point. It fits PostgreSQL's bigint."""
    return h3.latlng_to_cell(lat_deg, lon_deg, resolution)


def around(centre: int, rings: int) -> list[int]:
    """Give every cell within so many rings of a cell, itself included."""
    return h3.grid_disk(centre, rings)
