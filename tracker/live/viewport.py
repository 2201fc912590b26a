"""Positions as screens are sent them, and which of them a screen's map needs: those in the H3 cells that cover it. Pure.

A position carries its own cell at each resolution used: cells of H3 do not nest. A screen may be sent a little more than its map shows,
never less.
"""

from collections.abc import Iterable

import msgspec

from kit.wire.live import LivePosition, Viewport
from tracker import cells
from tracker.live.channel import Channel, Row
from tracker.nearest import RESOLUTIONS, Cells

CELLS_AT_MOST = 400
"""A map is covered by cells of the finest resolution at which about so many are enough."""

_encode = msgspec.json.Encoder().encode


def position_channel() -> Channel:
    """Give the channel of positions: the places of its rows are cells."""
    return Channel("positions", ("moved",))


def row(position: LivePosition, places: Cells) -> Row:
    """Give a position as it is sent; `places`: the cells it is in."""
    return Row("moved", _encode(position).decode(), places)


def sight(viewport: Viewport | None) -> frozenset[int] | None:
    """Give the cells a map looks at, all of one resolution; none, for everything, without a map, and for one that no short list covers."""
    if viewport is None:
        return None
    place = cells.Rectangle(viewport.west_deg, viewport.south_deg, viewport.east_deg, viewport.north_deg)
    for resolution in RESOLUTIONS:
        found = cells.covering(place, resolution, CELLS_AT_MOST)
        if found is not None:
            return found
    return None


def seen(positions: Iterable[LivePosition], sight: frozenset[int] | None) -> list[LivePosition]:
    """Give the positions a screen sees."""
    if sight is None:
        return list(positions)
    if not sight:
        return []
    resolution = cells.resolution_of(next(iter(sight)))
    return [position for position in positions if cells.cell(position.lon_deg, position.lat_deg, resolution) in sight]
