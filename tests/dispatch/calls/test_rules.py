"""Which cases a call may be about, and who may say what happened to it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.calls import rules
from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.people import Role

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CASE = UUID(int=1)


def trace(
    case_id: UUID = CASE, number: str | None = "+33261910001", hours_ago: float = 1, cell: int = 7
) -> rules.Trace:
    return rules.Trace(case_id, NOON - timedelta(hours=hours_ago), number, frozenset({cell}))


def caller(
    line: Line = Line.LINE_15, number: str | None = "+33261910001", near: frozenset[int] = frozenset()
) -> rules.Caller:
    return rules.Caller(line, number, near, NOON, None)


def test_the_same_number_proposes_its_case() -> None:
    assert rules.matches(caller(), [trace(), trace(uuid4(), "+33261910002")]) == [CASE]


@pytest.mark.parametrize("line", sorted(rules.INSTITUTIONS))
def test_an_institution_matches_on_place_only(line: Line) -> None:
    assert rules.matches(caller(line), [trace()]) == []
    assert rules.matches(caller(line, near=frozenset({7})), [trace()]) == [CASE]


def test_a_withheld_number_matches_nothing_by_number() -> None:
    assert rules.matches(caller(number=None), [trace(number=None)]) == []


def test_a_day_old_case_is_not_proposed() -> None:
    assert rules.matches(caller(), [trace(hours_ago=24)]) == []
    assert rules.matches(caller(), [trace(hours_ago=23.99)]) == [CASE]


def test_a_call_is_not_proposed_its_own_case() -> None:
    own = rules.Caller(Line.LINE_15, "+33261910001", frozenset(), NOON, CASE)
    assert rules.matches(own, [trace()]) == []


@given(st.lists(st.floats(min_value=0, max_value=30), max_size=8))
def test_each_case_is_proposed_once_newest_first(hours: list[float]) -> None:
    traces = [trace(UUID(int=n + 1), hours_ago=ago) for n, ago in enumerate(hours)]
    found = rules.matches(caller(near=frozenset({7})), traces + traces)
    opened = {one.case_id: one.opened_at for one in traces}
    assert len(found) == len(set(found)) == sum(ago < 24 for ago in hours)
    assert [opened[case_id] for case_id in found] == sorted((opened[case_id] for case_id in found), reverse=True)


def test_only_the_exchange_knows_that_the_caller_hung_up_first() -> None:
    assert rules.who_may_tell(CallState.HUNG_UP_ON_HOLD) == (Role.TELEPHONY,)
    assert Role.ARM in rules.who_may_tell(CallState.HELD)


def test_a_call_that_is_over_goes_nowhere() -> None:
    over = set(CallState) - rules.LIVE
    assert all(state not in rules.MOVES for state in over)
    assert all(after in CallState for moves in rules.MOVES.values() for after in moves)
