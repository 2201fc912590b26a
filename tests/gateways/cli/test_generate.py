"""The screen's types say what the wire says."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from dispatch.missions import rules
from gateways.cli import generate
from kit.wire import cases, live
from kit.wire.codes.cases import Priority
from socle.accounts.rights import ACTIONS


def interface(text: str, name: str) -> str:
    """Cut one interface out of the generated file."""
    start = text.index(f"export interface {name} {{")
    return text[start : text.index("}\n", start)]


def row(table: str, key: str) -> list[str]:
    """Give one row of a generated table."""
    line = next(line for line in table.splitlines() if line.startswith(f'  "{key}": '))
    return msgspec.json.decode(line.split(": ")[1].rstrip(","), type=list[str])


@pytest.fixture(scope="module")
def text() -> str:
    return generate.typescript()


def test_committed_files_are_fresh() -> None:
    assert generate.stale(generate.generated(), generate.ROOT) == []


def test_stale_tells_missing_and_different_files(tmp_path: Path) -> None:
    (tmp_path / "same.ts").write_text("same")
    (tmp_path / "old.ts").write_text("old")
    files = {Path("same.ts"): "same", Path("old.ts"): "new", Path("none.ts"): "new"}
    assert generate.stale(files, tmp_path) == [Path("old.ts"), Path("none.ts")]


def test_code_lists_keep_their_order(text: str) -> None:
    values = ", ".join(f'"{value}"' for value in Priority)
    assert f"export const Priority = [{values}] as const;" in text


def test_every_field_of_an_answer_is_present(text: str) -> None:
    case = interface(text, "CaseView")
    for field in cases.CaseView.__struct_fields__:
        assert f"  {field}: " in case
    assert "  moved: LivePosition[];" in interface(text, "PositionDelta")


def test_a_body_may_leave_out_what_has_a_default(text: str) -> None:
    edit = interface(text, "CaseEdit")
    assert "  version: number;" in edit
    assert "  queue?: CareQueue | null;" in edit


def test_live_events_are_told_apart_by_their_type(text: str) -> None:
    assert '  type: "heartbeat";' in interface(text, "Heartbeat")
    for event in get_args(live.LiveEvent):
        assert event.__name__ in text.split("export type LiveEvent = ")[1]


def test_next_statuses_are_the_servers(text: str) -> None:
    table = text.split("export const NextStatuses")[1]
    for before, after in rules.NEXT.items():
        assert set(row(table, before)) == after


def test_rights_are_the_servers(text: str) -> None:
    table = text.split("export const RolesOf")[1]
    for action, roles in ACTIONS.items():
        assert set(row(table, action)) == roles


def test_what_processes_say_to_each_other_stays_out(text: str) -> None:
    assert "PositionFeed" not in text
    assert "FactNews" not in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no TypeScript form"):
        generate.type_of({"type": "tuple", "prefixItems": ()})
