"""Whole things shared in proportion, and names as they are said."""

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from region.company_names import ADJECTIVES, FEMININE, MASCULINE, names, phones
from region.fleet import of, shares


@given(st.integers(0, 300), st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_shares_give_everything_and_more_to_the_heavier(total: int, weights: list[int]) -> None:
    given_out = shares(total, weights)
    assert sum(given_out) == total
    by_weight = sorted(zip(weights, given_out, strict=True))
    assert all(light <= heavy for (one, light), (other, heavy) in pairwise(by_weight) if one < other)


def test_shares_are_proportional() -> None:
    assert shares(10, [1, 2, 7]) == [1, 2, 7]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Caen", "de Caen"),
        ("Le Havre", "du Havre"),
        ("Les Andelys", "des Andelys"),
        ("Évreux", "d'Évreux"),
        ("La Hague", "de La Hague"),
        ("L'Aigle", "de L'Aigle"),
        ("Yvetot", "d'Yvetot"),
    ],
)
def test_of_a_place(place: str, said: str) -> None:
    assert of(place) == said


def test_names_and_numbers_are_given_once() -> None:
    every = list(names())
    assert len(every) == len(set(every)) == len(ADJECTIVES) * (len(MASCULINE) + len(FEMININE)) > 174
    assert list(islice(phones(), 2)) == ["+33261910000", "+33261910001"]
