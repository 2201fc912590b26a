"""The chain: any change, loss or cut shows, and nothing shows where nothing was done."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from socle.audit.rules import FAR_APART, GENESIS, Check, Content, Fault, Sealed, Stretch, chain, stretches
from tests.world import CAEN, NOON, fixed_id


def _content(number: int) -> Content:
    return Content(
        id=fixed_id(20, number), centre_id=CAEN, action="case.noted", account_id=fixed_id(2, 1), role="ARM",
        subject=f"case:{number}", at=NOON, recorded_at=NOON + timedelta(microseconds=number), fact_id=fixed_id(21, number),
        fact_kind="case.noted", fact_at=NOON, fact_account_id=fixed_id(2, 1), fact_role="ARM", call_id=None,
        case_id=fixed_id(22, number), mission_id=None, vehicle_id=None, body={"b": number, "a": [1.5, None, "é"]},
    )  # fmt: skip


def _chain(length: int) -> list[Sealed]:
    rows: list[Sealed] = []
    previous = GENESIS
    for number in range(1, length + 1):
        previous = chain(previous, number, _content(number))
        rows.append(Sealed(number, previous, _content(number)))
    return rows


def _faults(rows: list[Sealed], head: Sealed) -> list[Fault]:
    check = Check()
    for start in range(0, len(rows), 3):  # in pieces, as from the database
        check.walk(rows[start : start + 3])
    check.end(head.number, head.hash)
    return check.faults


@given(st.integers(min_value=1, max_value=30))
def test_a_chain_left_alone_has_no_fault(length: int) -> None:
    rows = _chain(length)
    assert _faults(rows, rows[-1]) == []


def test_an_empty_chain_has_no_fault() -> None:
    check = Check()
    check.end(0, GENESIS)
    assert check.faults == []


@pytest.mark.parametrize(
    "change",
    [
        {"role": "MRU"},
        {"account_id": None},
        {"at": NOON + timedelta(microseconds=1)},
        {"operator_centre_id": CAEN},
        {"fact_operator_centre_id": CAEN},
        {"recorded_at": NOON},
        {"body": {"b": 99, "a": [1.5, None, "é"]}},
        {"body": None},
        {"case_id": UUID(int=0)},
        {"fact_kind": "case.opened"},
    ],
)
@given(place=st.integers(min_value=0, max_value=9))
def test_one_changed_row_is_one_fault_at_its_place(change: dict[str, Any], place: int) -> None:
    rows = _chain(10)
    head = rows[-1]
    rows[place] = replace(rows[place], content=structs.replace(rows[place].content, **change))
    assert _faults(rows, head) == [Fault(place + 1, "CHANGED")]


@given(place=st.integers(min_value=0, max_value=8), length=st.integers(min_value=1, max_value=5))
def test_rows_taken_out_are_missing(place: int, length: int) -> None:
    rows = _chain(15)
    del rows[place : place + length]
    assert _faults(rows, _chain(15)[-1]) == [Fault(place + 1, "MISSING")]


@given(kept=st.integers(min_value=0, max_value=9))
def test_a_tail_cut_off_is_seen_by_the_head_kept_apart(kept: int) -> None:
    rows = _chain(10)
    assert _faults(rows[:kept], rows[-1]) == [Fault(kept + 1, "TRUNCATED")]


def test_a_chain_made_again_from_a_changed_row_is_seen_by_the_head() -> None:
    rows = _chain(10)
    head = rows[-1]
    forged = structs.replace(rows[9].content, role="MRU")
    rows[9] = Sealed(10, chain(rows[8].hash, 10, forged), forged)
    assert _faults(rows, head) == [Fault(10, "HEAD_CHANGED")]


def test_the_order_of_a_body_s_members_means_nothing() -> None:
    content = _content(1)
    turned = structs.replace(content, body={"a": [1.5, None, "é"], "b": 1})
    assert chain(GENESIS, 1, content) == chain(GENESIS, 1, turned)


@pytest.mark.parametrize(
    ("numbers", "signed", "walked"),
    [
        ([], [10], []),
        ([12], [5, 10, 15, 20], [Stretch(11, 15, True, True)]),
        ([15], [5, 10, 15, 20], [Stretch(11, 15, True, True)]),
        ([12, 18], [10, 15, 20], [Stretch(11, 20, True, True)]),
        ([3, 22], [10, 20], [Stretch(1, 22, True, False)]),
        ([FAR_APART + 2], [], [Stretch(FAR_APART + 2, FAR_APART + 2, False, False)]),
        ([FAR_APART + 2, FAR_APART + 9], [], [Stretch(FAR_APART + 2, FAR_APART + 9, False, False)]),
        ([FAR_APART + 20], [10, 2 * FAR_APART + 30], [Stretch(FAR_APART + 20, FAR_APART + 20, False, False)]),
        (
            [3, 2 * FAR_APART],
            [5, 2 * FAR_APART - 1, 2 * FAR_APART + 4],
            [Stretch(1, 5, True, True), Stretch(2 * FAR_APART, 2 * FAR_APART + 4, True, True)],
        ),
    ],
)
def test_rows_are_walked_from_the_head_before_to_the_head_after(
    numbers: list[int], signed: list[int], walked: list[Stretch]
) -> None:
    assert stretches(numbers, signed) == walked


@given(st.sets(st.integers(1, 4 * FAR_APART), min_size=1), st.sets(st.integers(1, 4 * FAR_APART)))
def test_stretches_hold_every_row_and_do_not_overlap(numbers: set[int], signed: set[int]) -> None:
    walked = stretches(numbers, signed)
    assert all(any(one.first <= number <= one.last for one in walked) for number in numbers)
    assert all(before.last < after.first for before, after in pairwise(walked))
    assert all(one.last in signed for one in walked if one.ends_signed)
    assert all(one.first - 1 in signed or one.first == 1 for one in walked if one.begins_signed)
