"""Roads drawn in metres on the ground, into a network in degrees."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from region.roads.network import BACKWARD, FORWARD, Network, NetworkBuilder, RoadClass
from region.roads.speeds import driven_kmh
from region.roads.synthetic.authored import Axis, Bridge
from region.roads.synthetic.ground import Ground
from region.roads.synthetic.lanes import Lanes
from region.roads.synthetic.plane import to_degrees
from region.roads.synthetic.shapes import bends_of, bent, swept
from region.roads.synthetic.streets import Streets

LIMIT_KMH = {
    RoadClass.MOTORWAY: 130.0,
    RoadClass.TRUNK: 110.0,
    RoadClass.PRIMARY: 80.0,
    RoadClass.SECONDARY: 80.0,
    RoadClass.TERTIARY: 80.0,
    RoadClass.STREET: 80.0,  # country lanes: nobody drives that fast there, see DRIVEN_SHARE
}
TOWN_LIMIT_KMH, EXIT_LIMIT_KMH = 50.0, 70.0
LOOKED_AT = 200
"""Nearest places among which one on the same side of the river is sought."""


class Drawing:
    """What is drawn so far. `points` are the towns and hamlets; new nodes are numbered after them."""

    def __init__(self, points: NDArray[np.float64], ground: Ground) -> None:
        self._nodes = [points]
        self._count = len(points)
        self._points = points
        self._ground = ground
        self._tree = KDTree(points)
        self._builder = NetworkBuilder()

    def network(self, attribution: str) -> Network:
        """Give what is drawn."""
        drawn = self._builder.build(np.concatenate(self._nodes), attribution=attribution, is_synthetic=True)
        return replace(drawn, nodes=to_degrees(drawn.nodes), points=to_degrees(drawn.points))

    def beside(self, place: NDArray[np.float64], among: NDArray[np.bool_] | None = None) -> int:
        """Give the nearest town or hamlet on the same side of the river."""
        order = np.argsort(np.hypot(*(self._points - place).T))
        order = (order if among is None else order[among[order]])[:LOOKED_AT]
        ways = np.stack([self._points[order], np.broadcast_to(place, (len(order), 2))], axis=1)
        return int(order[np.flatnonzero(~self._ground.fords(ways))[0]])

    def lanes(
        self, lanes: Lanes, classes: NDArray[np.uint8], town_radii: NDArray[np.float64], chance: np.random.Generator
    ) -> None:
        """Draw bent lanes; the part that lies in a town is driven at the town's speed."""
        bends = bends_of(len(lanes.ends), chance)
        shapes = [
            bent(lanes.points[ends[0]], lanes.points[ends[1]], bend)
            for ends, bend in zip(lanes.ends, bends, strict=True)
        ]
        wet = self._ground.fords_any(shapes)
        radii = np.concatenate([town_radii, np.zeros(len(lanes.points) - len(town_radii))])
        for lane, (start, end) in enumerate(lanes.ends.tolist()):
            road_class = RoadClass(classes[lane])
            shape = lanes.points[[start, end]] if wet[lane] else shapes[lane]
            length = np.hypot(*(lanes.points[end] - lanes.points[start]))
            in_town = min(1.0, float((radii[start] + radii[end]) / length))
            outside, inside = driven_kmh(LIMIT_KMH[road_class], road_class), driven_kmh(TOWN_LIMIT_KMH, road_class)
            self._road(start, end, shape, road_class, speed_kmh=1 / (in_town / inside + (1 - in_town) / outside))

    def bridge(self, bridge: Bridge, ends: tuple[int, int]) -> None:
        """Draw a bridge and the ways to it, from the town or hamlet on the left bank to that on the right."""
        shape = np.concatenate([self._points[[ends[0]]], bridge.banks, self._points[[ends[1]]]])
        speed_kmh = driven_kmh(TOWN_LIMIT_KMH, bridge.road_class)
        self._road(*ends, shape, bridge.road_class, speed_kmh=speed_kmh, name=bridge.name)

    def streets(self, streets: Streets) -> None:
        """Draw the streets, straight."""
        self._new(streets.points)
        points = np.concatenate(self._nodes)
        speed_kmh = driven_kmh(TOWN_LIMIT_KMH, RoadClass.STREET)
        for (start, end), one_way in zip(streets.ends.tolist(), streets.one_way.tolist(), strict=True):
            self._road(start, end, points[[start, end]], RoadClass.STREET, speed_kmh=speed_kmh, one_way=one_way)

    def axes(self, axes: list[Axis], better: NDArray[np.bool_]) -> None:
        """Draw the axes, which meet where they share a way point, and their exits to the nearest of the `better` towns and hamlets."""
        numbers: dict[tuple[float, float], int] = {}
        exit_kmh = driven_kmh(EXIT_LIMIT_KMH, RoadClass.SECONDARY)
        for axis in axes:
            ends = [
                numbers.setdefault((east, north), self._count + len(numbers)) for east, north in axis.points.tolist()
            ]
            speed_kmh = driven_kmh(LIMIT_KMH[axis.road_class], axis.road_class)
            for index, shape in enumerate(swept(axis.points)):
                self._road(ends[index], ends[index + 1], shape, axis.road_class, speed_kmh=speed_kmh, name=axis.name)
            for index in np.flatnonzero(axis.exits).tolist():
                town = self.beside(axis.points[index], better)
                shape = np.stack([axis.points[index], self._points[town]])
                self._road(ends[index], town, shape, RoadClass.SECONDARY, speed_kmh=exit_kmh)
        self._new(np.array(list(numbers)))

    def _new(self, points: NDArray[np.float64]) -> None:
        self._nodes.append(points)
        self._count += len(points)

    def _road(
        self,
        start: int,
        end: int,
        shape: NDArray[np.float64],
        road_class: RoadClass,
        *,
        speed_kmh: float,
        name: str | None = None,
        one_way: bool = False,
    ) -> None:
        directions = FORWARD if one_way else FORWARD | BACKWARD
        self._builder.add(
            start, end, shape, road_class=road_class, speed_kmh=speed_kmh, name=name, directions=directions
        )
