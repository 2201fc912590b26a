"""Tokens, CSRF values, and how long a session holds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from socle.accounts.rules import Lifetime, check_password, csrf_of, same_csrf, token_hash
from tests.world import NOON

IDLE = timedelta(hours=12)


def _lifetime(
    *, seen: timedelta = timedelta(), expires: timedelta = timedelta(hours=1), ended: bool = False
) -> Lifetime:
    return Lifetime(NOON + seen, NOON + expires, NOON if ended else None)


@pytest.mark.parametrize(
    ("lifetime", "holds"),
    [
        (_lifetime(), True),
        (_lifetime(ended=True), False),
        (_lifetime(expires=timedelta()), False),
        (_lifetime(seen=-IDLE), False),
        (_lifetime(seen=-IDLE + timedelta(seconds=1)), True),
    ],
)
def test_a_session_holds(lifetime: Lifetime, holds: bool) -> None:
    assert lifetime.holds(NOON, IDLE) is holds


def test_a_session_is_touched_once_a_minute() -> None:
    assert not _lifetime(seen=timedelta(seconds=-59)).due_for_touch(NOON)
    assert _lifetime(seen=timedelta(seconds=-60)).due_for_touch(NOON)


@given(st.text(), st.text())
def test_a_csrf_value_is_its_token_s_alone(token: str, other: str) -> None:
    stored = token_hash(csrf_of(token))
    assert same_csrf(csrf_of(token), stored)
    assert same_csrf(csrf_of(other), stored) is (token == other)
    assert not same_csrf(csrf_of(token), None)


@pytest.mark.parametrize(
    "password", ["short", "elevenchars", "aaaaaaaaaaaa", "abcabcabcabc", "Camille.Roussel", "Dr Camille Roussel"]
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="a password"):
        check_password(password, "camille.roussel", "Dr Camille Roussel")


@pytest.mark.parametrize("password", ["twelve chars", "motdepasselongetsimple", "é" * 8 + "abcdefgh"])
def test_length_is_all_a_password_needs(password: str) -> None:
    check_password(password, "camille.roussel", "Dr Camille Roussel")
