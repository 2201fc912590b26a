"""Who is at work at an hour, and what a desk remembers."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.staff import desk as desk_module
from simulators.staff.desk import Desk, at_work
from simulators.staff.follow_up import FollowUp
from tests.simulators import rows
from tests.simulators.stories import EVENT

EVENING = datetime(2026, 11, 21, 18, tzinfo=UTC)  # 19 h in Paris, the fullest hour
NIGHT = datetime(2026, 11, 21, 3, tzinfo=UTC)


def test_everybody_works_at_the_fullest_hour_and_somebody_at_any() -> None:
    assert [at_work(colleagues, EVENING) for colleagues in (1, 4, 7)] == [1, 4, 7]
    assert [at_work(colleagues, NIGHT) for colleagues in (1, 4, 7)] == [1, 1, 2]


def test_the_oldest_stories_are_forgotten_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "CASES_REMEMBERED", 2)
    first, second, third = (rows.case().id for _ in range(3))
    for case_id in (first, second, third):
        desk.hear(case_id, EVENT)
    assert list(desk.events) == [second, third]


def test_after_three_calls_back_in_vain_the_case_is_decided_and_counts_of_closed_cases_go(desk: Desk) -> None:
    case, gone = rows.case(), rows.case()
    desk.room.apply(RoomDelta(n=1, cases=[case]))
    assert not desk.has_tried_enough(gone.id)
    assert [desk.has_tried_enough(case.id) for _ in range(3)] == [False, False, True]
    assert desk.attempts == {case.id: 3}


def test_what_was_refused_is_left_alone_for_a_while(
    desk: Desk, hired: Callable[[type[FollowUp], Role], FollowUp]
) -> None:
    post, subject = hired(FollowUp, Role.ARM_SUIVI), rows.case().id
    assert desk.is_free(subject)
    post.leave_alone(subject)
    assert not desk.is_free(subject)
