"""The metrics in force now: one for each use, replaced whole when the hour or the closures change."""

from collections.abc import Collection, Mapping

from region.roads.metric import Metric
from region.roads.network import ArcId
from region.roads.roads import Roads
from region.roads.speeds import RoadUse


class Traffic:
    """What whoever asks should ask of. Readers take a metric and keep it as long as they like: no lock, and nobody waits for a change."""

    def __init__(self, roads: Roads, hour: int, closed: Collection[ArcId] = ()) -> None:
        self._roads = roads
        self._metrics: Mapping[RoadUse, Metric] = {}
        self.change(hour, closed)

    def metric(self, use: RoadUse) -> Metric:
        """Give the metric in force."""
        return self._metrics[use]

    def change(self, hour: int, closed: Collection[ArcId] = ()) -> None:
        """Put others in force, at once for all uses; takes some tens of milliseconds a use, in the thread that calls.

        Raises:
            ValueError: no such hour, or no such arc; what was in force stays.
        """
        self._metrics = {use: self._roads.metric(use, hour, closed) for use in RoadUse}
