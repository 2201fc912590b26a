"""Put the network together: lanes, bridges, better roads, streets, motorways."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from region.country import Commune
from region.roads.network import Network, RoadClass, largest_part
from region.roads.synthetic import authored
from region.roads.synthetic.drawing import Drawing
from region.roads.synthetic.ground import Ground
from region.roads.synthetic.lanes import Lanes, lanes_between, rank
from region.roads.synthetic.plane import to_plane
from region.roads.synthetic.streets import radii_m, streets_in

ATTRIBUTION = "Réseau routier synthétique, construit à partir des communes"
SEED = 2025

EXITS_AT = RoadClass.SECONDARY
"""Exits of motorways lead to the nearest end of a road of this class or better."""


def build(communes: Sequence[Commune], land: BaseGeometry) -> Network:
    """Give the network of these communes on this land (degrees). The same communes and land give the same network."""
    chance = np.random.default_rng(SEED)
    populations = np.array([commune.population for commune in communes])
    towns = to_plane(np.array([(commune.lon_deg, commune.lat_deg) for commune in communes]))
    ground = Ground(land, authored.river())
    lanes = lanes_between(towns, ground, chance)
    drawing = Drawing(lanes.points, ground)
    bridges = authored.bridges()
    feet = [(drawing.beside(bridge.banks[0]), drawing.beside(bridge.banks[1])) for bridge in bridges]
    crossed = Lanes(lanes.points, np.concatenate([lanes.ends, np.array(feet)]))
    classes = rank(crossed, populations, given=_classes(len(lanes.ends), bridges))
    drawing.lanes(lanes, classes[: len(lanes.ends)], radii_m(populations), chance)
    for bridge, ends in zip(bridges, feet, strict=True):
        drawing.bridge(bridge, ends)
    drawing.streets(streets_in(lanes.points, populations, ground, chance))
    better = np.zeros(len(lanes.points), dtype=bool)
    better[crossed.ends[classes <= EXITS_AT]] = True
    drawing.axes(authored.axes(), better)
    return largest_part(drawing.network(ATTRIBUTION))


def origin(communes: Sequence[Commune], outlines: Sequence[bytes]) -> str:
    """Digest everything the network depends on; `outlines` are those of the communes (WKB)."""
    digest = hashlib.sha256(b"".join(outlines))
    digest.update(repr([(one.lon_deg, one.lat_deg, one.population) for one in communes]).encode())
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), *(here.parent / name for name in ("network.py", "snap.py", "speeds.py"))]
    for file in [*code, *(authored.TABLES / name for name in authored.FILES)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _classes(lane_count: int, bridges: Sequence[authored.Bridge]) -> NDArray[np.uint8]:
    return np.array([RoadClass.STREET] * lane_count + [bridge.road_class for bridge in bridges], dtype=np.uint8)
