"""The page a supervisor reads says what is applied."""

from gateways.cli.rights_page import page
from kit.wire.codes.people import Role
from socle.accounts.field_table import FIELDS
from socle.accounts.rights import ACTIONS


def _row(beginning: str) -> list[str]:
    (line,) = [line for line in page().splitlines() if beginning in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_marks_the_roles_of_its_action() -> None:
    _, *marks = _row("`decision.decide`")
    assert {role for role, mark in zip(Role, marks, strict=True) if mark} == ACTIONS["decision.decide"]


def test_a_row_marks_who_sees_a_group() -> None:
    _, *marks = _row("identité du patient")
    assert marks[list(Role).index(Role.SUPERVISOR)] == ""
    assert marks[list(Role).index(Role.MRU)] == "●"


def test_every_message_is_told() -> None:
    assert not {kind.__name__ for kind in FIELDS if f"| `{kind.__name__}` |" not in page()}
