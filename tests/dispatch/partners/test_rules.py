"""When a patient is expected."""

from datetime import timedelta

import pytest

from dispatch.partners.rules import arrives_at
from kit.wire.codes.missions import MissionStatus
from kit.wire.live import LivePosition
from tests.world import AMBULANCE_CAEN, NOON

SIX_MINUTES_AWAY = LivePosition(
    vehicle_id=AMBULANCE_CAEN.vehicle_id,
    boot=1,
    seq=1,
    measured_at=NOON,
    received_at=NOON,
    lon_deg=-0.358,
    lat_deg=49.206 + 6000 / 111_195,
)


def test_the_time_moves_with_the_fix_it_is_told_from() -> None:
    expected = arrives_at(MissionStatus.TRANSP, SIX_MINUTES_AWAY, -0.358, 49.206)
    assert expected is not None
    assert abs(expected - NOON - timedelta(minutes=6)) < timedelta(seconds=1)


@pytest.mark.parametrize("status", [MissionStatus.DEPART, MissionStatus.PEC, MissionStatus.DESTIN])
def test_nobody_is_expected_who_is_not_on_board(status: MissionStatus) -> None:
    assert arrives_at(status, SIX_MINUTES_AWAY, -0.358, 49.206) is None


def test_nobody_is_expected_from_a_vehicle_not_heard_of() -> None:
    assert arrives_at(MissionStatus.TRANSP, None, -0.358, 49.206) is None
