"""When a patient is expected, and how long a word is waited for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.partners import rules
from dispatch.partners.rules import Asked, drive, refusal, search_until, turn_of, waits_until
from kit.wire.codes.missions import CrewRefusal, MissionStatus, Turn
from kit.wire.live import LivePosition
from tests.world import AMBULANCE_CAEN, NOON

HOSPITAL = (-0.358, 49.206)
SIX_MINUTES_AWAY = LivePosition(
    vehicle_id=AMBULANCE_CAEN.vehicle_id,
    boot=1,
    seq=1,
    measured_at=NOON,
    received_at=NOON,
    lon_deg=-0.358,
    lat_deg=49.206 + 6000 / 111_195,
)
LASTS = timedelta(seconds=90)
ASKED = Asked(
    vehicle_id=AMBULANCE_CAEN.vehicle_id,
    status=MissionStatus.DECISION,
    accepted=False,
    refused=False,
    reason=None,
    ordered_at=NOON,
    order_version=1,
)


def test_straight_ahead_six_kilometres_take_six_minutes_from_the_fix() -> None:
    expected = drive(MissionStatus.TRANSP, SIX_MINUTES_AWAY, HOSPITAL)
    assert expected is not None
    assert expected.from_at == NOON
    assert abs(expected.straight_s() - 360) < 1


@pytest.mark.parametrize("status", [MissionStatus.DEPART, MissionStatus.PEC, MissionStatus.DESTIN])
def test_nobody_is_expected_who_is_not_on_board(status: MissionStatus) -> None:
    assert drive(status, SIX_MINUTES_AWAY, HOSPITAL) is None


def test_nobody_is_expected_from_a_vehicle_not_heard_of_or_going_nowhere() -> None:
    assert drive(MissionStatus.TRANSP, None, HOSPITAL) is None
    assert drive(MissionStatus.TRANSP, SIX_MINUTES_AWAY, None) is None


@pytest.mark.parametrize(
    ("asked", "seconds", "turn"),
    [
        (ASKED, 89, Turn.ASKED),
        (ASKED, 90, Turn.SILENT),
        (replace(ASKED, accepted=True), 900, Turn.GOING),
        (replace(ASKED, status=MissionStatus.DEPART), 900, Turn.GOING),
        (replace(ASKED, refused=True), 10, Turn.REFUSED),
        (replace(ASKED, status=MissionStatus.TRANSP, refused=True), 10, Turn.GOING),
        (replace(ASKED, status=MissionStatus.ANNULE, refused=True), 10, Turn.REFUSED),
        (replace(ASKED, status=MissionStatus.ANNULE), 10, Turn.STOOD_DOWN),
        (replace(ASKED, order_version=0), 900, Turn.GOING),
    ],
)
def test_where_an_order_stands(asked: Asked, seconds: int, turn: Turn) -> None:
    assert turn_of(asked, LASTS, NOON + timedelta(seconds=seconds)) is turn


def test_an_order_waits_for_its_answer_until_it_has_one() -> None:
    assert waits_until(ASKED, LASTS) == NOON + LASTS
    assert waits_until(replace(ASKED, accepted=True), LASTS) is None


@pytest.mark.parametrize(("delay_min", "search_min"), [(12, 2), (30, 5), (120, 5), (None, 5)])
def test_a_search_takes_a_sixth_of_the_delay_and_five_minutes_at_most(delay_min: int | None, search_min: int) -> None:
    delay = None if delay_min is None else timedelta(minutes=delay_min)
    assert search_until(NOON, delay, timedelta(minutes=5)) == NOON + timedelta(minutes=search_min)
    assert rules.SEARCH_SHARE == 6


def test_a_crew_s_own_words_stay_in_the_room() -> None:
    assert refusal("BREAKDOWN") is CrewRefusal.BREAKDOWN
    assert refusal("madame Brumaire a refusé") is None
    assert refusal(None) is None
