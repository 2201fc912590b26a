"""Positions as screens are sent them, and which of them lie in a screen's map. Pure."""

from collections.abc import Iterable

import msgspec

from kit.wire.live import LivePosition, Viewport
from tracker.live.hub import Channel, Row, Sees

_encode = msgspec.json.Encoder().encode


def position_channel() -> Channel:
    """Give the channel of positions: its rows are marked with the position itself."""
    return Channel("positions", ("moved",))


def row(position: LivePosition) -> Row:
    """Give a position as it is sent."""
    return Row("moved", _encode(position).decode(), position)


def inside(viewport: Viewport | None) -> Sees | None:
    """Give the test whether a position lies in a viewport, borders included; none when there is no viewport: everything does.

    A viewport whose west is east of its east crosses the 180th meridian.
    """
    if viewport is None:
        return None
    west, south, east, north = viewport.west_deg, viewport.south_deg, viewport.east_deg, viewport.north_deg
    wraps = west > east

    def sees(mark: object) -> bool:
        if not isinstance(mark, LivePosition) or not south <= mark.lat_deg <= north:
            return False
        return west <= mark.lon_deg or mark.lon_deg <= east if wraps else west <= mark.lon_deg <= east

    return sees


def seen(positions: Iterable[LivePosition], sees: Sees | None) -> list[LivePosition]:
    """Give the positions a screen sees."""
    return [position for position in positions if sees is None or sees(position)]
