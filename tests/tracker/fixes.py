"""Fixes of an invented vehicle around Caen."""

from datetime import datetime, timedelta

from kit.wire.telemetry import Fix
from tests import world
from tracker.cells import cell
from tracker.store import PositionRow

UNIT = world.AMBULANCE_CAEN

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


def position_row(seq: int, *, after_s: float = 0.0, late: bool = False, unit: world.Unit = UNIT) -> PositionRow:
    """Give the row of a fix of a unit of the world."""
    one = fix(seq, after_s=after_s, speed_mps=12.5)
    return PositionRow(
        box_id=unit.box_id,
        boot=1,
        seq=seq,
        measured_at=one.measured_at,
        received_at=world.NOON,
        vehicle_id=unit.vehicle_id,
        late=late,
        lon_deg=one.lon_deg,
        lat_deg=one.lat_deg,
        speed_mps=one.speed_mps,
        heading_deg=None,
        accuracy_m=None,
        h3_9=cell(one.lon_deg, one.lat_deg),
        sent_ms=None,
        partition=unit.partition,
    )
