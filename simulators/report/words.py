"""What is written on the report, whatever the language: `french.py` and `english.py` are complete by type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from simulators.report.measures import Family, Result, Step


class Language(StrEnum):
    """What the page speaks."""

    FR = "fr"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Everything written on the page."""

    language: Language
    title: str
    day: Callable[[date], str]
    number: Callable[[float, int], str]
    played_offline: str
    played_live: str
    seed: str
    storm: str
    part_of_day: str
    roads: Mapping[str, str]
    """By the names `offline/travel.py` gives."""
    met: str
    missed: str
    nothing: str
    all_met: str
    some_missed: str
    figure: str
    found: str
    wanted: str
    accepted: str
    mark: str
    verdict: str
    marks: Mapping[str, str]
    at_least: str
    minutes: str
    seconds: str
    hour: str
    tiles: Mapping[str, str]
    sections: Mapping[str, str]
    notes: Mapping[str, str]
    axes: Mapping[str, str]
    targets: Mapping[str, str]
    results: Mapping[Result, str]
    steps: Mapping[Step, str]
    families: Mapping[Family, str]
    foot: str
