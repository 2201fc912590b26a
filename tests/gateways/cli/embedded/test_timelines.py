"""What a folder of segments lacks, on one timeline and over several."""

import pytest

from gateways.cli.embedded.timelines import fork, missing

FIRST = "0000000100000000000000FE"
NEXT = "0000000100000000000000FF"
THIRD = "000000010000000100000000"

SECOND_TIMELINE = {"00000002": ("00000001", 0x100)}
"""Begun in the segment THIRD."""
CHILD = "000000020000000100000000"


def test_segments_follow_each_other_across_logs() -> None:
    assert missing([FIRST, NEXT, THIRD], FIRST, {}) is None
    assert missing([FIRST, THIRD], FIRST, {}) == NEXT
    assert missing([NEXT, THIRD], FIRST, {}) == FIRST


def test_segments_older_than_every_copy_do_not_matter() -> None:
    assert missing(["000000010000000000000001", FIRST, NEXT], FIRST, {}) is None


def test_a_timeline_begins_in_the_segment_it_left_the_other_one_in() -> None:
    assert fork("1\t1/5A\tbefore 2026-11-22 05:30:00+00\n") == SECOND_TIMELINE["00000002"]
    assert fork("1\t0/3000028\tno recovery target\n\n2\t2/FF000000\tat restore\n") == ("00000002", 0x2FF)


@pytest.mark.parametrize("history", ["", "nothing of it\n"])
def test_a_history_that_names_no_timeline_is_damaged(history: str) -> None:
    with pytest.raises(ValueError, match="no timeline"):
        fork(history)


def test_a_restored_instance_archives_on_without_a_gap() -> None:
    assert missing([FIRST, NEXT, CHILD, "000000020000000100000001"], FIRST, SECOND_TIMELINE) is None


def test_the_one_that_was_restored_from_may_live_on_beside_it() -> None:
    later = "000000010000000100000001"
    assert missing([FIRST, NEXT, THIRD, later, CHILD], FIRST, SECOND_TIMELINE) is None
    assert missing([FIRST, NEXT, later, CHILD], FIRST, SECOND_TIMELINE) == THIRD


def test_what_leads_to_a_timeline_is_needed() -> None:
    assert missing([FIRST, CHILD], FIRST, SECOND_TIMELINE) == NEXT
    assert missing([FIRST, NEXT, "000000020000000100000001"], FIRST, SECOND_TIMELINE) == CHILD


def test_a_timeline_without_its_history_cannot_be_followed() -> None:
    assert missing([FIRST, NEXT, CHILD], FIRST, {}) == "00000002.history"


def test_copies_of_a_younger_timeline_need_nothing_of_the_older() -> None:
    assert missing([FIRST, CHILD, "000000020000000100000001"], CHILD, SECOND_TIMELINE) is None


def test_a_timeline_left_before_the_oldest_copy_asks_nothing_of_its_parent() -> None:
    younger = "000000010000000100000002"
    assert missing([younger, CHILD], younger, SECOND_TIMELINE) is None


def test_a_timeline_of_which_nothing_is_held_still_leads_to_its_child() -> None:
    """Two restores in a row: the second begins in the segment the first one had begun in."""
    forks = SECOND_TIMELINE | {"00000003": ("00000002", SECOND_TIMELINE["00000002"][1])}
    grandchild = f"00000003{CHILD[8:]}"
    assert missing([FIRST, NEXT, grandchild], FIRST, forks) is None
    assert missing([FIRST, grandchild], FIRST, forks) == NEXT
