"""Codes of an authenticator and recovery codes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp.totp import TOTP

from socle.accounts.second_factor import (
    RECOVERY_CODES,
    STEP_S,
    accepted_step,
    new_secret,
    picture,
    plain,
    recovery_codes,
)
from tests.world import NOON

SECRET = new_secret()
STEP = int(NOON.timestamp()) // STEP_S


def _code(steps: int) -> str:
    return TOTP(SECRET).at(NOON + timedelta(seconds=steps * STEP_S))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_now_or_one_step_around_is_accepted(steps: int) -> None:
    assert accepted_step(SECRET, _code(steps), NOON, None) == STEP + steps


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_further_away_is_not(steps: int) -> None:
    assert accepted_step(SECRET, _code(steps), NOON, None) is None


def test_a_code_is_good_once_and_older_ones_no_more() -> None:
    assert accepted_step(SECRET, _code(0), NOON, STEP - 1) == STEP
    assert accepted_step(SECRET, _code(0), NOON, STEP) is None
    assert accepted_step(SECRET, _code(-1), NOON, STEP) is None
    assert accepted_step(SECRET, _code(1), NOON, STEP) == STEP + 1


@given(st.text(max_size=12))
def test_anything_else_is_wrong(code: str) -> None:
    if code not in {_code(-1), _code(0), _code(1)}:
        assert accepted_step(SECRET, code, NOON, None) is None


def test_recovery_codes_differ_and_may_be_typed_carelessly() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert {plain(code.upper().replace("-", " - ")) for code in codes} == {plain(code) for code in codes}
    assert {len(plain(code)) for code in codes} == {16}


def test_the_picture_is_one_element_without_a_script() -> None:
    drawn = picture(SECRET, "camille.roussel", "demo")
    assert drawn.startswith("<svg")
    assert "script" not in drawn
