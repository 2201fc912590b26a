"""Every figure the day is drawn by, each with its mark and source. Change one with `dataclasses.replace`; nothing else holds a figure.

Shares are of one, weights of their own sum. What complaints end in: `simulators/plan/troubles.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import get_type_hints

from simulators.plan.laws.calls import CallLaws
from simulators.plan.laws.crews import CrewLaws
from simulators.plan.laws.events import CareLaws, EventLaws
from simulators.plan.laws.failings import FailingLaws
from simulators.plan.laws.figures import Figure
from simulators.plan.laws.people import PeopleLaws
from simulators.plan.laws.room import RoomLaws
from simulators.plan.laws.sas import SasLaws
from simulators.plan.laws.size import SizeLaws

__all__ = [
    "LAWS",
    "CallLaws",
    "CareLaws",
    "CrewLaws",
    "EventLaws",
    "FailingLaws",
    "Figure",
    "Laws",
    "PeopleLaws",
    "RoomLaws",
    "SasLaws",
    "SizeLaws",
    "figures",
]


@dataclass(frozen=True, slots=True)
class Laws:
    """All of it."""

    size: SizeLaws = field(default_factory=SizeLaws)
    calls: CallLaws = field(default_factory=CallLaws)
    people: PeopleLaws = field(default_factory=PeopleLaws)
    room: RoomLaws = field(default_factory=RoomLaws)
    sas: SasLaws = field(default_factory=SasLaws)
    events: EventLaws = field(default_factory=EventLaws)
    care: CareLaws = field(default_factory=CareLaws)
    crews: CrewLaws = field(default_factory=CrewLaws)
    failings: FailingLaws = field(default_factory=FailingLaws)


LAWS = Laws()


def figures(laws: Laws = LAWS) -> Iterator[tuple[str, object, Figure]]:
    """Give every figure as `section.name`, its value, its mark and source."""
    for section in fields(laws):
        part = getattr(laws, section.name)
        for name, hint in get_type_hints(type(part), include_extras=True).items():
            yield f"{section.name}.{name}", getattr(part, name), hint.__metadata__[0]
