"""A case while it lives, and what everybody of the day has at hand."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from kit.clock import PARIS
from kit.wire.codes.cases import Attribution, Priority
from region.places import Convention
from simulators.offline.agenda import Agenda, Signal
from simulators.offline.fleet import Fleet
from simulators.offline.hospitals import Departments
from simulators.offline.posts import Desk
from simulators.plan.chance import stream
from simulators.plan.stories import Day, Event
from simulators.record import CallRecord, CaseRecord, DecisionRecord, MissionRecord, Waiting

SHIFTS = (8, 20)
"""Hours of Paris at which a new shift begins; what is settled is closed before."""


@dataclass(slots=True, eq=False)
class Case:
    """What the room knows of an event. `jobs`: how many people or vehicles are at work for it."""

    id: str
    event: Event
    opened_at: datetime
    priority: Priority
    is_about_the_past: bool = False
    """Somebody calls about a case already closed: who was sent is not sent again."""
    attribution: Attribution = Attribution.DR
    waits: list[Waiting] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)
    repeats: int = 0
    is_queued: bool = False
    """It waits for a doctor."""
    jobs: int = 0
    settled_at: datetime | None = None
    resumed: Signal = field(default_factory=Signal)
    """A doctor speaks to the caller."""
    decided: Signal = field(default_factory=Signal)
    is_caller_gone: bool = False
    reflex: Signal | None = None
    """To be set when the SMUR that left by reflex is not needed."""
    smur_left: Signal | None = None
    """Set once the last SMUR sent for it leaves the scene, or does not come."""

    def begin(self) -> None:
        """Have somebody more at work."""
        self.jobs += 1
        self.settled_at = None

    def end(self, now: datetime) -> None:
        """Have somebody less at work."""
        self.jobs -= 1
        if self.jobs == 0:
            self.settled_at = now

    @property
    def closed_at(self) -> datetime | None:
        """Give when the case is closed, if nothing more happens: with the shift in which it was settled."""
        return None if self.settled_at is None else _end_of_shift(self.settled_at)

    def line(self) -> CaseRecord:
        """Give the line of the record."""
        return CaseRecord(
            id=self.id,
            centre=self.event.centre_code,
            attribution=self.attribution,
            priority=self.priority,
            opened_at=self.opened_at,
            motive_code=self.event.motive_code,
            insee_code=self.event.insee_code,
            lon_deg=self.event.lon_deg,
            lat_deg=self.event.lat_deg,
            patients=len(self.event.patients),
            repeats=self.repeats,
            waits=tuple(self.waits),
            decisions=tuple(self.decisions),
            closed_at=self.closed_at,
        )


@dataclass(slots=True)
class World:
    """What everybody of the day has at hand."""

    agenda: Agenda
    day: Day
    midnight: datetime
    """The first instant of the day, UTC."""
    conventions: Collection[Convention]
    desks: Mapping[str, Desk]
    fleet: Fleet
    departments: Departments
    calls: list[CallRecord] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    filed: list[CaseRecord] = field(default_factory=list)
    """Calls that were no case."""
    missions: list[MissionRecord] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _by_event: dict[int, Case] = field(default_factory=dict)

    def now(self) -> datetime:
        """Give the instant, to the millisecond."""
        return self.midnight + timedelta(milliseconds=round(self.agenda.now_s * 1000))

    def chance(self, *names: object) -> Random:
        """Give the stream of choices of whoever these names name."""
        return stream(self.day.seed, self.day.date, *names)

    def new_id(self, what: str) -> str:
        """Give a new id."""
        return f"{what}-{next(self._numbers)}"

    def case_of(self, event: Event) -> Case | None:
        """Give the case of an event, none when it has none or a closed one."""
        case = self._by_event.get(event.number)
        is_closed = case is not None and case.closed_at is not None and case.closed_at <= self.now()
        return None if is_closed else case

    def file(self, centre: str, attribution: Attribution, opened_at: datetime) -> str:
        """Write down a call that was no case; give the id of what its pick-up opened."""
        case_id = self.new_id("case")
        self.filed.append(
            CaseRecord(
                id=case_id,
                centre=centre,
                attribution=attribution,
                priority=Priority.NR,
                opened_at=opened_at,
                closed_at=self.now(),
            )
        )
        return case_id

    def open_case(self, event: Event) -> Case:
        """Open the case of an event, or a new one when the first is closed."""
        case = Case(
            id=self.new_id("case"),
            event=event,
            opened_at=self.now(),
            priority=event.priority,
            is_about_the_past=event.number in self._by_event,
        )
        self._by_event[event.number] = case
        self.cases.append(case)
        return case


def _end_of_shift(instant: datetime) -> datetime:
    local = instant.astimezone(PARIS)
    for days in (0, 1):
        for hour in SHIFTS:
            end = (local + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
            if end > local:
                return end
    raise AssertionError("a day has shifts")
