"""H3 cells of the map: the key under which a vehicle is found by place."""

from h3.api import basic_int as h3

RESOLUTION = 9
"""Cells of about 0.1 km², 200 m across: a scene, a street block."""


def cell(lon_deg: float, lat_deg: float) -> int:
    """Give the cell of a point. It fits PostgreSQL's bigint."""
    return h3.latlng_to_cell(lat_deg, lon_deg, RESOLUTION)


def around(centre: int, rings: int) -> list[int]:
    """Give every cell within so many rings of a cell, itself included."""
    return h3.grid_disk(centre, rings)
