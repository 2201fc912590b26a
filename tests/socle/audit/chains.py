"""Chains made up in memory, and whatever may be done to them."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from msgspec import UNSET

from socle.audit.rules import GENESIS, Check, Content, Fault, Sealed, chain
from tests.world import CAEN, NOON, fixed_id


def content(number: int) -> Content:
    """Make the content of a row up."""
    return Content(
        id=fixed_id(20, number), centre_id=CAEN, action="case.noted", account_id=fixed_id(2, 1), role="ARM",
        subject=f"case:{number}", at=NOON, recorded_at=NOON + timedelta(microseconds=number), fact_id=fixed_id(21, number),
        fact_kind="case.noted", fact_at=NOON, fact_account_id=fixed_id(2, 1), fact_role="ARM", call_id=None,
        case_id=fixed_id(22, number), mission_id=None, vehicle_id=None, body={"b": number, "a": [1.5, None, "é"]},
        operator_centre_id=CAEN, fact_operator_centre_id=CAEN,
        rows={"cases": {str(fixed_id(22, number)): {"version": number}}} if number % 2 else UNSET,
    )  # fmt: skip


def sealed(contents: list[Content]) -> list[Sealed]:
    """Seal contents in their order."""
    rows: list[Sealed] = []
    previous = GENESIS
    for number, one in enumerate(contents, 1):
        previous = chain(previous, number, one)
        rows.append(Sealed(number, previous, one))
    return rows


def faults(rows: list[Sealed], head: tuple[int, bytes], signed: dict[int, str]) -> list[Fault]:
    """Check rows, read in the order of their numbers as from the database."""
    check = Check(signed)
    check.walk(sorted(rows, key=lambda row: row.number))
    check.end(*head)
    return check.faults


NAMES = Content.__struct_fields__


def other(chance: Random, value: Any) -> Any:  # noqa: ANN401 - any member of a content
    """Give another value of the same kind."""
    match value:
        case UUID():
            return chance.choice((uuid4(), None))
        case datetime():
            return value + timedelta(microseconds=chance.choice((-1, 1, 1_000_000)))
        case str():
            return value + chance.choice(" .Xé")
        case dict():
            changed: tuple[dict[str, object], ...] = ({**value, "c": 1}, {}, {**value, "b": "1"})
            return chance.choice(changed)
        case _:
            return uuid4() if chance.random() < 1 / 2 else "X"
