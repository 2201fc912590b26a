"""Where a vehicle of a load is: laps around a base of its own, spread over the region. Pure."""

from math import cos, degrees, pi, radians, sin

from kit.geo import EARTH_RADIUS_M
from simulators.travel import Place

WEST_DEG, EAST_DEG, SOUTH_DEG, NORTH_DEG = -1.4, 1.6, 48.5, 49.6
PLASTIC = 1.324_717_957_244_746
"""The number whose powers spread any number of points evenly over a plane (the R2 sequence of M. Roberts)."""
RADIUS_M = 2_000.0
SPEED_MPS = 12.0


def place(number: int, elapsed_s: float) -> Place:
    """Give where vehicle `number` is after so many seconds: on its circle, driving clockwise."""
    turn = 2 * pi * number / PLASTIC + elapsed_s * SPEED_MPS / RADIUS_M
    lat_deg = SOUTH_DEG + (NORTH_DEG - SOUTH_DEG) * (number / PLASTIC**2 % 1.0)
    lon_deg = WEST_DEG + (EAST_DEG - WEST_DEG) * (number / PLASTIC % 1.0)
    return Place(
        lon_deg=lon_deg + degrees(RADIUS_M * sin(turn) / (EARTH_RADIUS_M * cos(radians(lat_deg)))),
        lat_deg=lat_deg + degrees(RADIUS_M * cos(turn) / EARTH_RADIUS_M),
        speed_mps=SPEED_MPS,
        heading_deg=(degrees(turn) + 90.0) % 360.0,
    )
