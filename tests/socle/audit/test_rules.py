"""The chain binds every row to the one before: whatever is changed, taken out, swapped or cut off shows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kit.ids import new_id
from socle.audit.rules import GENESIS, Check, Content, Fault, Sealed, chain
from tests import world

LENGTH = 12


def content(minute: int) -> Content:
    at = world.NOON + timedelta(minutes=minute)
    return Content(
        id=new_id(), centre_id=world.CAEN, action="case.opened", account_id=world.ARM_CAEN.id, role="ARM",
        subject=f"case:{minute}", at=at, recorded_at=at, fact_id=new_id(), fact_kind="case.opened", fact_at=at,
        fact_account_id=world.ARM_CAEN.id, fact_role="ARM", call_id=None, case_id=new_id(), mission_id=None,
        vehicle_id=None, body={"number": minute},
    )  # fmt: skip


def sealed(length: int = LENGTH) -> list[Sealed]:
    rows: list[Sealed] = []
    previous = GENESIS
    for number in range(1, length + 1):
        one = content(number)
        previous = chain(previous, number, one)
        rows.append(Sealed(number, previous, one))
    return rows


def faults(rows: Sequence[Sealed], head: Sealed) -> list[Fault]:
    check = Check()
    check.walk(rows)
    check.end(head.number, head.hash)
    return check.faults


def test_an_untouched_chain_has_no_fault() -> None:
    rows = sealed()
    assert faults(rows, rows[-1]) == []


def test_an_empty_chain_holds() -> None:
    check = Check()
    check.end(0, GENESIS)
    assert check.faults == []


@given(st.integers(0, LENGTH - 1), st.sampled_from(["action", "role", "subject", "fact_kind"]))
def test_a_changed_member_is_found_at_its_number(index: int, member: str) -> None:
    rows = sealed()
    row = rows[index]
    changed: dict[str, Any] = {member: "something else"}
    rows[index] = replace(row, content=replace(row.content, **changed))
    assert faults(rows, rows[-1]) == [Fault(row.number, "CHANGED")]


@given(st.integers(0, LENGTH - 1))
def test_a_changed_body_is_found(index: int) -> None:
    rows = sealed()
    row = rows[index]
    rows[index] = replace(row, content=replace(row.content, body={"number": -1}))
    assert faults(rows, rows[-1]) == [Fault(row.number, "CHANGED")]


@given(st.integers(0, LENGTH - 2))
def test_a_row_taken_out_is_missed(index: int) -> None:
    rows = sealed()
    head = rows[-1]
    del rows[index]
    assert faults(rows, head) == [Fault(index + 1, "MISSING")]


@given(st.integers(0, LENGTH - 2))
def test_two_contents_swapped_are_both_found(index: int) -> None:
    rows = sealed()
    first, second = rows[index], rows[index + 1]
    rows[index] = replace(first, content=second.content)
    rows[index + 1] = replace(second, content=first.content)
    found = {fault.number for fault in faults(rows, rows[-1]) if fault.what == "CHANGED"}
    assert found == {first.number, second.number}


@given(st.integers(1, LENGTH - 1))
def test_a_tail_cut_off_is_found_by_the_head_kept_apart(kept: int) -> None:
    rows = sealed()
    assert faults(rows[:kept], rows[-1]) == [Fault(kept + 1, "TRUNCATED")]


def test_rows_beyond_the_head_and_another_head_are_found() -> None:
    rows = sealed()
    assert faults(rows, rows[-2]) == [Fault(LENGTH, "BEYOND_HEAD")]
    assert faults(rows, replace(rows[-1], hash=bytes(32))) == [Fault(LENGTH, "HEAD_CHANGED")]
