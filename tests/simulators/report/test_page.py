"""The page: whole, in both languages, and the same for the same record."""

import re
from dataclasses import replace

import pytest
from msgspec.structs import replace as with_

from simulators.record import DayRecord
from simulators.report.measures import Family, Result, Step
from simulators.report.page import SECTIONS, WORDS, render
from simulators.report.targets import TARGETS
from simulators.report.words import Language
from tests.simulators.report.days import small_day

COAST = [[(-1.6, 49.6), (0.1, 49.5), (1.4, 50.0)]]


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_there_in_each_language(language: Language) -> None:
    words = WORDS[language]
    assert words.targets.keys() == {target.key for target in TARGETS}
    assert words.results.keys() == set(Result)
    assert words.steps.keys() == set(Step)
    assert words.families.keys() == set(Family)
    assert words.sections.keys() == words.notes.keys() >= SECTIONS.keys()
    assert {key for keys in SECTIONS.values() for key in keys} == {target.key for target in TARGETS}


def test_the_page_says_what_was_found_and_needs_nobody() -> None:
    page = render(small_day(), Language.FR, COAST)
    assert "mardi 24 novembre 2026" in page
    assert page.count("<svg") == 7
    assert page.count("<tr><td>") == len(TARGETS)
    assert "90,0\u00a0%" in page  # calls answered
    assert "hors tolérance" in page
    assert "pas assez d’observations" in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "Tuesday 24 November 2026" in render(small_day(), Language.EN)


def test_the_same_record_gives_the_same_page() -> None:
    assert render(small_day(), Language.EN, COAST) == render(small_day(), Language.EN, COAST)


def test_a_live_day_says_its_speed_and_hours() -> None:
    record = small_day()
    live = replace(record, header=with_(record.header, speed=10.0, storm=3.0))
    page = render(live, Language.EN)
    assert "played live, clock × 10" in page
    assert "storm × 3" in page
    assert "from 09:00 to 09:09" in page


def test_a_day_without_anything_has_a_page() -> None:
    page = render(DayRecord(small_day().header), Language.EN)
    assert "too few observations" in page
