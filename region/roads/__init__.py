"""The roads: nearest place on a road, travel times, routes, isochrones, by hour and use, with closures. Pure.

`open_roads(folder)` gives the prepared network; `.metric(use, hour, closed)` the weights to ask; another hour or closure is
another metric. How roads come in, and what is assumed of them: docs/roads.md.
"""

from region.roads.metric import Metric
from region.roads.network import ArcId, NoRoad
from region.roads.roads import Roads, Snap, open_roads
from region.roads.route import Route
from region.roads.snap import Snaps
from region.roads.speeds import RoadUse
from region.roads.store import BadRoads

__all__ = [
    "ArcId",
    "BadRoads",
    "Metric",
    "NoRoad",
    "RoadUse",
    "Roads",
    "Route",
    "Snap",
    "Snaps",
    "open_roads",
]
