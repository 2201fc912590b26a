"""Which fixes are believed. Pure: a fix and what is known before it in, a verdict out.

Source: design, section 5. A refused fix is kept a week with its reason and told to the box; it never costs the fixes beside it.
"""

from datetime import datetime, timedelta
from math import isfinite
from typing import NamedTuple

from kit.geo import METRES_PER_DEG, distance_m
from kit.wire.codes.boxes import FixRefusal, HistoryOnly
from kit.wire.telemetry import Fix

OLDEST = timedelta(hours=72)
"""An older fix is refused: the days before are not open for writing."""

MAXIMUM_SPEED_MPS = 100.0
"""360 km/h: above any rescue helicopter. Faster between two fixes, one of them is wrong."""

SLACK_M = 200.0
"""Error allowed between two good fixes, besides the accuracy each one claims: multipath in a street."""

MAXIMUM_CLAIMED_ACCURACY_M = 1000.0
FULL_TURN_DEG, HALF_TURN_DEG, QUARTER_TURN_DEG = 360.0, 180.0, 90.0
NULL_ISLAND_DEG = 0.001
LIVE_WITHIN = timedelta(minutes=10)
"""A fix that took longer to come tells where its vehicle was, not where it is."""
COARSEST_M = 500.0
"""A claimed accuracy beyond this, from a telephone mast or an address, is no place for a marker."""
HIGHEST_SPEED_SENT_MPS = 200.0
FIXES_TO_ANCHOR = 3


class Track(NamedTuple):
    """What a box's past says of its next fix: the last believed fix, and refused ones that agree with one another."""

    anchor: Fix | None = None
    suspects: tuple[Fix, ...] = ()


def refusal(fix: Fix, earliest: datetime, latest: datetime) -> FixRefusal | None:
    """Judge a fix alone; none when nothing is wrong with it.

    `earliest` is domain time less `OLDEST`, `latest` domain time plus `Clock.future_bound()`, and what the box's clock is ahead.
    """
    lon, lat = fix.lon_deg, fix.lat_deg
    speed, heading, accuracy = fix.speed_mps or 0.0, fix.heading_deg or 0.0, fix.accuracy_m or 0.0
    if not isfinite(lon + lat + speed + heading + accuracy):
        return FixRefusal.NOT_FINITE
    if not (
        abs(lon) <= HALF_TURN_DEG
        and abs(lat) <= QUARTER_TURN_DEG
        and 0.0 <= speed <= HIGHEST_SPEED_SENT_MPS
        and 0.0 <= heading <= FULL_TURN_DEG
        and accuracy >= 0.0
    ):
        return FixRefusal.OUT_OF_RANGE
    if abs(lon) < NULL_ISLAND_DEG and abs(lat) < NULL_ISLAND_DEG:
        return FixRefusal.NULL_ISLAND
    if fix.measured_at > latest:
        return FixRefusal.IN_THE_FUTURE
    if fix.measured_at < earliest:
        return FixRefusal.TOO_OLD
    return None


def follow(track: Track, fix: Fix) -> tuple[Track, tuple[Fix, ...]]:
    """Judge a fix by the box's track: the track after it, and the fixes now believed, oldest first.

    Nothing believed: the fix is an impossible jump. More than one: after three refused fixes that agree with one another the track is
    anchored anew on them, and the earlier ones are believed too. A fix older than the anchor never moves it.
    """
    anchor = track.anchor
    if anchor is None:
        return Track(fix), (fix,)
    if consistent(anchor, fix):
        return (Track(fix) if fix.measured_at > anchor.measured_at else track), (fix,)
    if fix.measured_at <= anchor.measured_at:
        return track, ()
    suspects = track.suspects
    if suspects and fix.measured_at <= suspects[-1].measured_at:
        return track, ()  # sent again, or out of order: not one more witness
    suspects = (*suspects, fix) if all(consistent(suspect, fix) for suspect in suspects) else (fix,)
    if len(suspects) < FIXES_TO_ANCHOR:
        return Track(anchor, suspects), ()
    return Track(fix), suspects


def history_only(fix: Fix, now: datetime, newest_at: datetime | None) -> HistoryOnly | None:
    """Tell why a believed fix is stored and never shown live; none when it moves its vehicle.

    `now` is domain time, `newest_at` when the vehicle's live position was measured.
    """
    if newest_at is not None and fix.measured_at < newest_at:
        return HistoryOnly.OLDER
    if now - fix.measured_at > LIVE_WITHIN:
        return HistoryOnly.BACKLOG
    if fix.accuracy_m is not None and fix.accuracy_m > COARSEST_M:
        return HistoryOnly.COARSE
    return None


def consistent(a: Fix, b: Fix) -> bool:
    """Tell whether one vehicle can have been at both fixes, in either order."""
    lon_span, lat_span = abs(a.lon_deg - b.lon_deg), abs(a.lat_deg - b.lat_deg)
    at_most_m = (lon_span + lat_span) * METRES_PER_DEG  # the way round by parallel and meridian is never shorter
    if at_most_m <= SLACK_M:
        return True
    allowed_m = SLACK_M + MAXIMUM_SPEED_MPS * abs((b.measured_at - a.measured_at).total_seconds())
    for fix in (a, b):
        allowed_m += min(fix.accuracy_m or 0.0, MAXIMUM_CLAIMED_ACCURACY_M)
    return at_most_m <= allowed_m or distance_m(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg) <= allowed_m
