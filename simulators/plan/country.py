"""Where people are: communes by population, places on their land, and homes for the old. Longitude first, degrees."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import cos, pi, radians, sin, sqrt
from random import Random

import numpy as np
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from region.country import Commune, Region
from simulators.plan.chance import stream
from simulators.plan.laws import SizeLaws

SQUEEZE = cos(radians(49.2))
"""Of a degree of longitude, against one of latitude, in the middle of Normandy."""
TRIES = 40
SPREAD = 1.2
"""How far from its centre a commune's people live at most, in radii of a disc of its area."""
NEIGHBOURS = 20
SHARED_DEG = 0.0005
"""Shores nearer than this to another commune are borders, about 50 m."""
PEOPLE_A_NURSING_HOME = 6_000
SMALLEST_WITH_NURSING_HOME = 1_500
NURSING_HOMES = (
    "Les Tilleuls", "Les Hortensias", "Le Clos Fleuri", "La Pommeraie", "Les Glycines", "Le Bel Âge", "Les Coquelicots", "La Roseraie",
    "Les Peupliers", "Le Grand Jardin", "Les Hirondelles", "La Source", "Le Verger", "Les Marronniers", "La Vallée", "Les Embruns",
)  # fmt: skip

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class NursingHome:
    """An invented home for the old: the same on every day, with the number its staff call from."""

    name: str
    phone: str
    lon_deg: float
    lat_deg: float


class Country:
    """The communes of a region, ready to draw from.

    Args:
        region: its communes and their outlines.
        laws: the departments' weights.
        summer: whether the coast is full.
    """

    def __init__(self, region: Region, laws: SizeLaws, *, summer: bool) -> None:
        self._region = region
        self.is_summer = summer
        self._outlines: dict[str, BaseGeometry] = {}
        people = dict.fromkeys(laws.department_calls, 0)
        for commune in region.communes:
            people[commune.department_code] += commune.population
        usual = [
            laws.department_calls[commune.department_code] * commune.population / people[commune.department_code]
            for commune in region.communes
        ]
        coast = laws.coast_in_summer if summer else 1.0
        weights = [
            weight * (coast if commune.is_coastal else 1.0)
            for weight, commune in zip(usual, region.communes, strict=True)
        ]
        self.crowding = sum(weights) / sum(usual)
        """How many times the region's usual people are in it."""
        self._weights = list(accumulate(weights))

    def commune(self, chance: Random) -> Commune:
        """Draw where somebody is."""
        return chance.choices(self._region.communes, cum_weights=self._weights)[0]

    def inside(self, chance: Random, commune: Commune) -> Point:
        """Draw a place on a commune's land, denser towards its centre."""
        outline = self._outline(commune)
        radius_deg = SPREAD * sqrt(outline.area * SQUEEZE / pi)
        for _ in range(TRIES):
            away_deg, turn = radius_deg * chance.random() ** 0.75, chance.uniform(0, 2 * pi)
            lon_deg = commune.lon_deg + away_deg * cos(turn) / SQUEEZE
            lat_deg = commune.lat_deg + away_deg * sin(turn)
            if shapely.contains_xy(outline, lon_deg, lat_deg):
                return _rounded(lon_deg, lat_deg)
        return commune.lon_deg, commune.lat_deg

    def on_a_road(self, chance: Random, commune: Commune) -> tuple[Point, str]:
        """Draw a place anywhere on a commune's land, and name the neighbour the road there leads to."""
        outline = self._outline(commune)
        west, south, east, north = outline.bounds
        place = (commune.lon_deg, commune.lat_deg)
        for _ in range(TRIES):
            lon_deg, lat_deg = chance.uniform(west, east), chance.uniform(south, north)
            if shapely.contains_xy(outline, lon_deg, lat_deg):
                place = _rounded(lon_deg, lat_deg)
                break
        others = (one for one in self._around(place, NEIGHBOURS) if one is not commune)
        return place, next(others, commune).name

    def on_the_shore(self, chance: Random, commune: Commune) -> Point:
        """Draw a place where a coastal commune's land ends and no other's begins."""
        around = [one for one in self._around((commune.lon_deg, commune.lat_deg), NEIGHBOURS) if one is not commune]
        others = shapely.union_all([self._outline(one) for one in around])
        shore = shapely.difference(self._outline(commune).boundary, shapely.buffer(others, SHARED_DEG))
        if shore.is_empty:
            return self.inside(chance, commune)
        place = shapely.line_interpolate_point(shapely.line_merge(shore), chance.random(), normalized=True)
        return _rounded(float(shapely.get_x(place)), float(shapely.get_y(place)))

    def nursing_home(self, chance: Random, commune: Commune) -> NursingHome | None:
        """Draw one of a commune's nursing homes; small communes have none."""
        if commune.population < SMALLEST_WITH_NURSING_HOME:
            return None
        rank = chance.randrange(1 + commune.population // PEOPLE_A_NURSING_HOME)
        own = stream("nursing home", commune.insee_code, rank)
        name, phone = f"EHPAD {own.choice(NURSING_HOMES)}", f"+3326191{own.randrange(10_000):04}"
        lon_deg, lat_deg = self.inside(own, commune)
        return NursingHome(name, phone, lon_deg, lat_deg)

    @cached_property
    def _centres(self) -> KDTree:
        return KDTree([(one.lon_deg * SQUEEZE, one.lat_deg) for one in self._region.communes])

    def _around(self, place: Point, count: int) -> list[Commune]:
        """Give the communes whose centres are nearest, nearest first."""
        communes = self._region.communes
        _, found = self._centres.query((place[0] * SQUEEZE, place[1]), k=min(count, len(communes)))
        return [communes[index] for index in np.atleast_1d(found).tolist()]

    def _outline(self, commune: Commune) -> BaseGeometry:
        outline = self._outlines.get(commune.insee_code)
        if outline is None:
            outline = shapely.from_wkb(self._region.outlines[commune.insee_code])
            shapely.prepare(outline)
            self._outlines[commune.insee_code] = outline
        return outline


def _rounded(lon_deg: float, lat_deg: float) -> Point:
    """Round to about a metre."""
    return round(lon_deg, 5), round(lat_deg, 5)
