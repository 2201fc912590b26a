"""The table of periods names every table of the database, once, and the page shows it."""

from pathlib import Path

import pytest

from db.models import metadata
from gateways.worker.periods import KEPT, POSITIONS, table


def test_every_table_has_its_place() -> None:
    named = [name for kept in KEPT for name in kept.tables]
    assert sorted(named) == sorted(metadata.tables)


def test_the_page_shows_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "retention.md").read_text(encoding="utf-8")
    assert table() in page


def test_a_kind_without_an_end_has_no_period() -> None:
    assert POSITIONS.days == POSITIONS.period
    endless = next(kept for kept in KEPT if kept.period is None)
    with pytest.raises(ValueError, match="no period"):
        _ = endless.days
