"""Names compared as somebody in a hurry types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.directory.rules import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Saint-Lô", "saint lo"),
        ("ST LO", "saint lo"),
        ("Ste-Mère-Église", "sainte mere eglise"),
        ("Évreux ", "evreux"),
        ("Sœurs", "soeurs"),
        ("L’Aigle", "l aigle"),
        ("M03.01", "m03.01"),
        ("  ", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_and_stays_searchable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()
