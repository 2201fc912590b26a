"""Put the network together: lanes, bridges, better roads, streets, motorways."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from region.country import Commune
from region.roads.network import Network, RoadClass
from region.roads.parts import largest_part
from region.roads.preparation import install
from region.roads.synthetic import authored
from region.roads.synthetic.drawing import Drawing
from region.roads.synthetic.ground import Ground
from region.roads.synthetic.lanes import Lanes, lanes_between, rank
from region.roads.synthetic.origin import origin
from region.roads.synthetic.plane import to_plane
from region.roads.synthetic.streets import radii_m, streets_in

ATTRIBUTION = "Réseau routier synthétique, construit à partir des communes"
SEED = 2025

EXITS_AT = RoadClass.SECONDARY
"""Exits of motorways lead to the nearest end of a road of this class or better."""


def prepare(folder: Path, communes: Sequence[Commune], outlines: Sequence[bytes]) -> None:
    """Put the network of these communes (outlines: WKB, degrees) into a prepared country folder. Some ten seconds of processor time."""
    land = shapely.union_all(shapely.from_wkb(list(outlines)))
    install(folder, build(communes, land), made_from=origin(communes, outlines))


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


def _classes(lane_count: int, bridges: Sequence[authored.Bridge]) -> NDArray[np.uint8]:
    return np.array([RoadClass.STREET] * lane_count + [bridge.road_class for bridge in bridges], dtype=np.uint8)
