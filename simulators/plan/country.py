"""Where people are: communes by population, places inside them, and homes for the old. Longitude first, degrees."""

from dataclasses import dataclass
from itertools import accumulate
from math import cos, radians
from random import Random

import numpy as np
from scipy.spatial import KDTree

from kit.geo import between, distance_m
from region.places import Commune, Region
from simulators.plan.chance import stream
from simulators.plan.laws import SizeLaws

MIDDLE_LAT_DEG = 49.2
NEIGHBOURS = 5
FURTHEST_SHARE, FURTHEST_M = 0.35, 6_000.0
ROAD_SHARES = (0.15, 0.45)
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
        region: its communes.
        laws: the departments' weights.
        summer: whether the coast is full.
    """

    def __init__(self, region: Region, laws: SizeLaws, *, summer: bool) -> None:
        self.communes = region.communes
        people = dict.fromkeys(laws.department_calls, 0)
        for commune in self.communes:
            people[commune.department_code] += commune.population
        usual = [
            laws.department_calls[one.department_code] * one.population / people[one.department_code]
            for one in self.communes
        ]
        coast = laws.coast_in_summer if summer else 1.0
        weights = [
            weight * (coast if commune.is_coastal else 1.0)
            for weight, commune in zip(usual, self.communes, strict=True)
        ]
        self.crowding = sum(weights) / sum(usual)
        """How many times the region's people are in it."""
        self._weights = list(accumulate(weights))
        flat = np.array([(one.lon_deg * cos(radians(MIDDLE_LAT_DEG)), one.lat_deg) for one in self.communes])
        count = min(NEIGHBOURS + 1, len(self.communes))
        nearest = np.reshape(KDTree(flat).query(flat, k=count)[1], (len(flat), count))
        self._near = {
            commune.insee_code: [self.communes[index] for index in row[1:]]
            for commune, row in zip(self.communes, nearest.tolist(), strict=True)
        }

    def commune(self, chance: Random) -> Commune:
        """Draw where somebody is."""
        return chance.choices(self.communes, cum_weights=self._weights)[0]

    def inside(self, chance: Random, commune: Commune) -> Point:
        """Draw a place in or near a commune, denser towards its centre; on land, being on the way to a neighbour."""
        near = self._near[commune.insee_code]
        if not near:
            return commune.lon_deg, commune.lat_deg
        towards = chance.choice(near)
        ends = (commune.lon_deg, commune.lat_deg, towards.lon_deg, towards.lat_deg)
        furthest = min(FURTHEST_SHARE, FURTHEST_M / max(distance_m(*ends), 1.0))
        return _rounded(between(*ends, furthest * chance.random() ** 1.5))

    def on_the_road(self, chance: Random, commune: Commune) -> tuple[Point, str]:
        """Draw a place between a commune and a neighbour, and name the neighbour."""
        near = self._near[commune.insee_code]
        if not near:
            return (commune.lon_deg, commune.lat_deg), commune.name
        towards = chance.choice(near)
        share = chance.uniform(*ROAD_SHARES)
        return _rounded(
            between(commune.lon_deg, commune.lat_deg, towards.lon_deg, towards.lat_deg, share)
        ), towards.name

    def nursing_home(self, chance: Random, commune: Commune) -> NursingHome | None:
        """Draw one of a commune's nursing homes; small communes have none."""
        if commune.population < SMALLEST_WITH_NURSING_HOME:
            return None
        rank = chance.randrange(1 + commune.population // PEOPLE_A_NURSING_HOME)
        own = stream("nursing home", commune.insee_code, rank)
        lon_deg, lat_deg = self.inside(own, commune)
        return NursingHome(
            f"EHPAD {own.choice(NURSING_HOMES)}", f"+3326191{own.randrange(10_000):04}", lon_deg, lat_deg
        )


def _rounded(point: Point) -> Point:
    """Round to about a metre."""
    return round(point[0], 5), round(point[1], 5)
