"""Fixes of an invented vehicle around Caen."""

from datetime import datetime, timedelta

from kit.wire.telemetry import Fix
from tests import world

CAEN_LON_DEG, CAEN_LAT_DEG = -0.3700, 49.1800


def fix(
    seq: int,
    *,
    after_s: float = 0.0,
    lon_deg: float = CAEN_LON_DEG,
    lat_deg: float = CAEN_LAT_DEG,
    boot: int = 1,
    at: datetime = world.NOON,
    speed_mps: float | None = None,
    accuracy_m: float | None = None,
) -> Fix:
    """Give a fix measured `after_s` seconds after `at`."""
    return Fix(
        boot=boot,
        seq=seq,
        measured_at=at + timedelta(seconds=after_s),
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        speed_mps=speed_mps,
        accuracy_m=accuracy_m,
    )
