"""The roads an API process answers with: opened once, when first asked; without them the one who asks falls back and says so."""

import asyncio
from datetime import datetime
from pathlib import Path

import numpy as np
import structlog

from kit.clock import PARIS
from region.roads import BadRoads, RoadUse, open_roads
from region.roads import Roads as Network
from region.roads.preparation import FOLDER

Point = tuple[float, float]
"""Longitude and latitude, degrees."""
_log = structlog.get_logger()


class Roads:
    """Travel times by road. Running programs keep the roads they opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._opening = asyncio.Lock()
        self._asked = False
        self._network: Network | None = None

    async def drive_s(self, origin: Point, destination: Point, at: datetime, *, urgent: bool) -> float | None:
        """Give the seconds a drive takes that begins at an instant; none without roads, or where no road leads.

        `urgent`: with blue lights.
        """
        network = await self._opened()
        if network is None:
            return None
        use = RoadUse.URGENT if urgent else RoadUse.ORDINARY
        return await asyncio.to_thread(_drive_s, network, use, (origin, destination), at.astimezone(PARIS).hour)

    async def _opened(self) -> Network | None:
        async with self._opening:
            if not self._asked:
                self._asked = True
                try:
                    self._network = await asyncio.to_thread(open_roads, self._folder)
                except BadRoads as fault:
                    _log.warning("roads.unavailable", fault=str(fault))
        return self._network


def _drive_s(network: Network, use: RoadUse, ends: tuple[Point, Point], hour: int) -> float | None:
    origin, destination = ends
    (seconds,) = network.metric(use, hour).times_to_s(np.array([origin]), destination)
    return float(seconds) if np.isfinite(seconds) else None
