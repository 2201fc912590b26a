"""Grounds, statuses and ends of missions."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.missions import rules
from kit.wire.codes.cases import MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState
from kit.wire.codes.people import Role

S = MissionStatus
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
moments = st.integers(min_value=-7200, max_value=7200).map(lambda seconds: NOON + timedelta(seconds=seconds))
ORDER: list[MissionStatus] = [status for status in MissionStatus if status is not S.ANNULE]


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(rules.NEXT) == set(MissionStatus)


@given(st.sampled_from(MissionStatus), st.sampled_from(MissionStatus))
def test_a_mission_only_goes_forward(before: MissionStatus, after: MissionStatus) -> None:
    if rules.may_follow(before, after) and after is not S.ANNULE:
        assert ORDER.index(after) > ORDER.index(before)


@given(st.sampled_from(MissionStatus))
def test_standing_down_is_for_missions_that_have_not_arrived(status: MissionStatus) -> None:
    assert rules.may_follow(status, S.ANNULE) is (status in rules.BEFORE_ARRIVAL)


def test_the_whole_national_cycle_is_allowed_step_by_step() -> None:
    for before, after in pairwise(ORDER):
        assert rules.may_follow(before, after), (before, after)


@given(st.lists(st.sampled_from(MissionStatus), max_size=30))
def test_any_sequence_of_buttons_ends_and_never_repeats_a_status(buttons: list[MissionStatus]) -> None:
    passed = [S.DECISION]
    for button in buttons:
        if rules.may_follow(passed[-1], button):
            passed.append(button)
    assert len(passed) == len(set(passed))
    if S.TRANSP in passed:
        assert {S.ARRIVEE, S.PEC} & set(passed)


@given(moments, moments, moments)
def test_a_wrong_clock_is_brought_back_and_the_error_says_by_how_much(
    at: datetime, received_at: datetime, ordered_at: datetime
) -> None:
    told, error_s = rules.told_at(at, received_at, ordered_at)
    assert ordered_at <= told
    assert told <= max(received_at, ordered_at)
    assert error_s >= abs((at - told).total_seconds())
    if ordered_at <= at <= received_at:
        assert (told, error_s) == (at, 1.0)


def test_an_answer_to_an_order_stays() -> None:
    assert rules.is_further(None, ReceiptState.RECEIVED)
    assert rules.is_further(ReceiptState.RECEIVED, ReceiptState.READ)
    assert rules.is_further(ReceiptState.READ, ReceiptState.REFUSED)
    assert not rules.is_further(ReceiptState.ACCEPTED, ReceiptState.REFUSED)
    assert not rules.is_further(ReceiptState.READ, ReceiptState.RECEIVED)


@pytest.mark.parametrize(
    ("means", "ground", "status", "arm"),
    [
        (MeansType.TSU, Ground.DECISION, S.DEPART, True),
        (MeansType.SMUR, Ground.DECISION, S.DECISION, False),
        (MeansType.SMUR, Ground.REFLEXE, S.DECLENCHE, True),
        (MeansType.SMUR, Ground.REFLEXE, S.DEPART, False),
    ],
)
def test_who_stands_a_mission_down(means: MeansType, ground: Ground, status: MissionStatus, arm: bool) -> None:
    assert (Role.ARM in rules.who_cancels(means, ground, status)) is arm
    assert Role.MRU in rules.who_cancels(means, ground, status)


@pytest.mark.parametrize(
    ("ground", "status", "outcome", "may"),
    [
        (Ground.DECISION, S.DESTIN, Outcome.TRANSPORTED, True),
        (Ground.DECISION, S.TRANSP, Outcome.TRANSPORTED, False),
        (Ground.DECISION, S.ARRIVEE, Outcome.NOTHING_FOUND, True),
        (Ground.DECISION, S.DEPART, Outcome.GONE_BEFORE_ARRIVAL, False),
        (Ground.DECISION, S.DEPART, Outcome.CANCELLED, False),
        (Ground.DECISION, S.ANNULE, Outcome.NOTHING_FOUND, False),
        (Ground.PARTENAIRE, S.DEPART, Outcome.TRANSPORTED, True),
    ],
)
def test_how_a_mission_may_end(ground: Ground, status: MissionStatus, outcome: Outcome, may: bool) -> None:
    assert rules.may_end(ground, status, outcome) is may


def test_a_vehicle_answers_the_family_before_the_dot() -> None:
    assert {rules.means_of(one) for one in VehicleType} == {MeansType.SMUR, MeansType.TSU, MeansType.SIS}
