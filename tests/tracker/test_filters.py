"""Which fixes are believed."""

from datetime import timedelta
from math import inf, nan

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.wire.codes.boxes import FixRefusal, HistoryOnly
from kit.wire.telemetry import Fix
from tests import world
from tests.tracker.fixes import CAEN_LAT_DEG, fix
from tracker.filters import (
    COARSEST_M,
    LIVE_WITHIN,
    MAXIMUM_SPEED_MPS,
    OLDEST,
    SLACK_M,
    Track,
    consistent,
    follow,
    history_only,
    refusal,
)

EARLIEST, LATEST = world.NOON - OLDEST, world.NOON + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"lon_deg": nan}, FixRefusal.NOT_FINITE),
        ({"lat_deg": -inf}, FixRefusal.NOT_FINITE),
        ({"speed_mps": nan}, FixRefusal.NOT_FINITE),
        ({"heading_deg": inf}, FixRefusal.NOT_FINITE),
        ({"accuracy_m": nan}, FixRefusal.NOT_FINITE),
        ({"lon_deg": 180.1}, FixRefusal.OUT_OF_RANGE),
        ({"lat_deg": -90.1}, FixRefusal.OUT_OF_RANGE),
        ({"speed_mps": -1.0}, FixRefusal.OUT_OF_RANGE),
        ({"heading_deg": 361.0}, FixRefusal.OUT_OF_RANGE),
        ({"accuracy_m": -0.5}, FixRefusal.OUT_OF_RANGE),
        ({"lon_deg": 0.0, "lat_deg": 0.0}, FixRefusal.NULL_ISLAND),
        ({"lon_deg": 0.0}, None),
        ({"measured_at": LATEST}, None),
        ({"measured_at": LATEST + timedelta(milliseconds=1)}, FixRefusal.IN_THE_FUTURE),
        ({"measured_at": EARLIEST}, None),
        ({"measured_at": EARLIEST - timedelta(milliseconds=1)}, FixRefusal.TOO_OLD),
    ],
)
def test_a_fix_alone(change: dict[str, object], reason: FixRefusal | None) -> None:
    assert refusal(msgspec.structs.replace(fix(1), **change), EARLIEST, LATEST) is reason


def _believed(fixes: list[Fix]) -> list[int]:
    track, believed = Track(), list[int]()
    for one in fixes:
        track, now = follow(track, one)
        believed += [each.seq for each in now]
    return believed


def test_one_impossible_jump_is_refused_and_the_rest_goes_on() -> None:
    jump = fix(2, after_s=5, lat_deg=CAEN_LAT_DEG + 1)
    assert _believed([fix(1), jump, fix(3, after_s=10), fix(4, after_s=15)]) == [1, 3, 4]


def test_three_jumps_that_agree_anchor_the_track_anew_and_are_all_believed() -> None:
    there = [fix(seq, after_s=5 * seq, lat_deg=CAEN_LAT_DEG + 1) for seq in (2, 3, 4, 5)]
    back = fix(6, after_s=30)
    assert _believed([fix(1), *there, back]) == [1, 2, 3, 4, 5]


def test_jumps_that_do_not_agree_never_anchor() -> None:
    scattered = [fix(seq, after_s=seq, lat_deg=CAEN_LAT_DEG + seq) for seq in (2, 3, 4, 5)]
    assert _believed([fix(1), *scattered, fix(6, after_s=10)]) == [1, 6]


def test_the_same_jump_sent_again_is_one_witness() -> None:
    jump = fix(2, after_s=5, lat_deg=CAEN_LAT_DEG + 1)
    assert _believed([fix(1), jump, jump, jump, jump]) == [1]


def test_a_late_fix_is_believed_but_moves_no_anchor() -> None:
    track, _ = follow(Track(), fix(1, after_s=100))
    after, believed = follow(track, fix(2, after_s=10))
    assert after == track
    assert len(believed) == 1


def test_a_late_jump_is_refused_and_is_no_witness() -> None:
    track, _ = follow(Track(), fix(1, after_s=100))
    assert follow(track, fix(2, after_s=99, lat_deg=CAEN_LAT_DEG + 5)) == (track, ())


def test_a_claimed_accuracy_widens_what_is_possible() -> None:
    off_deg = (SLACK_M + 300) / 111_320
    near = fix(2, lat_deg=CAEN_LAT_DEG + off_deg)
    assert not consistent(fix(1), near)
    assert consistent(fix(1), msgspec.structs.replace(near, accuracy_m=400.0))


@given(
    st.floats(-80, 80),
    st.floats(-180, 180),
    st.lists(st.tuples(st.floats(1, 60), st.floats(-0.6, 0.6), st.floats(-0.6, 0.6)), max_size=30),
)
def test_a_vehicle_under_the_speed_limit_is_always_believed(
    lat_deg: float, lon_deg: float, steps: list[tuple[float, float, float]]
) -> None:
    """Each step goes at most 0.85 of the limit, whatever the direction."""
    after_s, track = 0.0, Track()
    for seq, (seconds, north, east) in enumerate(steps, 1):
        after_s += seconds
        reach_deg = MAXIMUM_SPEED_MPS * seconds / 111_320
        lat_deg += north * reach_deg
        lon_deg += east * reach_deg
        track, believed = follow(track, fix(seq, after_s=after_s, lon_deg=lon_deg, lat_deg=lat_deg))
        assert [one.seq for one in believed] == [seq]


FIXES = st.builds(
    fix,
    st.integers(1, 40),
    after_s=st.floats(-50, 50),
    lat_deg=st.sampled_from([CAEN_LAT_DEG, CAEN_LAT_DEG + 0.001, CAEN_LAT_DEG + 2]),
)


@given(st.lists(FIXES, max_size=40))
def test_no_fix_is_believed_twice_and_two_believed_in_a_row_agree_or_are_anchored_anew(fixes: list[Fix]) -> None:
    track = Track()
    for one in fixes:
        before = track
        track, believed = follow(track, one)
        if believed:
            assert believed[-1] is one
        if len(believed) == 1 and before.anchor is not None:
            assert consistent(before.anchor, one)
        if len(believed) > 1:
            assert all(consistent(a, b) for a in believed for b in believed)
        if before.anchor is not None and track.anchor is not None:
            assert track.anchor.measured_at >= before.anchor.measured_at


def test_consistency_has_no_direction() -> None:
    a, b = fix(1), fix(2, after_s=60, lat_deg=CAEN_LAT_DEG + 0.05)
    assert consistent(a, b) == consistent(b, a) is True


@pytest.mark.parametrize(
    ("after_s", "accuracy_m", "newest_s", "why"),
    [
        (0.0, None, None, None),
        (0.0, COARSEST_M, 0.0, None),
        (-LIVE_WITHIN.total_seconds(), 4.0, None, None),
        (-1.0, 4.0, 0.0, HistoryOnly.OLDER),
        (-LIVE_WITHIN.total_seconds() - 1, 4.0, None, HistoryOnly.BACKLOG),
        (0.0, COARSEST_M + 1, None, HistoryOnly.COARSE),
    ],
)
def test_what_is_history_only(
    after_s: float, accuracy_m: float | None, newest_s: float | None, why: HistoryOnly | None
) -> None:
    newest_at = None if newest_s is None else world.NOON + timedelta(seconds=newest_s)
    assert history_only(fix(1, after_s=after_s, accuracy_m=accuracy_m), world.NOON, newest_at) is why
