"""What a patient is recognised by."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cases.identity import age_on, marks, parts, sought

BORN = date(1954, 5, 12)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Mme Noëlle LE GOFF, née d’Été-Lecœur", "NOELLE GOFF ETE LECOEUR"),
        ("Jean-Pierre  de la Tour", "JEAN PIERRE TOUR"),
        ("Le Van", "LE VAN"),
        ("X homme ~40 ans", ""),
        ("Odile 3e étage", "ODILE ETAGE"),
        ("", ""),
    ],
)
def test_a_name_is_its_words_without_titles_particles_and_accents(label: str, words: str) -> None:
    assert parts(label) == frozenset(words.split())


@given(st.permutations(["Jean-Pierre", "de la Tour", "Müller"]))
def test_the_order_of_a_name_does_not_count(words: list[str]) -> None:
    assert marks(" ".join(words), BORN) == marks("MULLER Jean Pierre Tour", BORN)


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("tour", None, True),
        ("Pierre Tour", BORN, True),
        ("", BORN, True),
        ("Pierre Tour", date(1954, 12, 5), False),
        ("Paul Tour", None, False),
        ("Paul", BORN, False),
    ],
)
def test_a_patient_is_found_by_all_of_what_is_sought(name: str, born: date | None, found: bool) -> None:
    assert (sought(name, born) <= marks("Jean-Pierre de la Tour", BORN)) is found


def test_nothing_typed_looks_for_nothing() -> None:
    assert sought("", None) == frozenset()


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (BORN, "P71Y"),
        (date(2024, 11, 23), "P11M"),
        (date(2024, 11, 22), "P1Y"),
        (date(2025, 11, 12), "P10D"),
        (date(2025, 11, 22), "P0D"),
    ],
)
def test_an_age_is_counted_in_the_largest_unit(born: date, age: str) -> None:
    assert age_on(date(2025, 11, 22), born) == age
