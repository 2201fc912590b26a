"""What the staff of a centre share, and the way every post works: look at the room, take the most urgent thing, do it, look again."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import NamedTuple, TypeVar
from uuid import UUID

import structlog
from msgspec import Struct

from kit.clock import PARIS
from kit.wire.accounts import CentreView, FacilityView
from kit.wire.missions import MissionView
from simulators.api import Api, Away, Refused
from simulators.calls import Lines
from simulators.pace import Pace
from simulators.plan import Event
from simulators.plan.durations import Lognormal
from simulators.plan.laws import LAWS
from simulators.plan.room import REACTION
from simulators.room import Room
from simulators.ways import Ways

T = TypeVar("T")

WRITING = Lognormal(30, 90)
"""To put on the file what is over; ours."""
DIALLING = Lognormal(15, 30)
BETWEEN_ATTEMPTS = timedelta(minutes=5)
ATTEMPTS = 3
"""To reach a caller; from then on one decides without them. Source: practice, rule 8."""
AVOIDED_FOR = timedelta(seconds=90)
"""What was refused is left alone for this long, domain time."""
LOOK_AGAIN_S = 20.0
CASES_REMEMBERED = 2_000

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(slots=True)
class Desk:
    """A centre's room and who is busy with what: colleagues do not reach for the same thing."""

    centre: CentreView
    room: Room
    lines: Lines
    pace: Pace
    ways: Ways
    receiving: Sequence[FacilityView]
    """Where patients are taken: emergency departments, and hospitals without one."""
    left_share: float = 0.0
    """Share of calls that ring for a person first."""
    all_come: bool = False
    """Everybody works at any hour: a storm."""
    busy_with: set[UUID] = field(default_factory=set)
    avoided_until: dict[UUID, datetime] = field(default_factory=dict)
    events: dict[UUID, Event] = field(default_factory=dict)
    """What callers said of each case: what colleagues tell each other."""
    attempts: dict[UUID, int] = field(default_factory=dict)
    """How often somebody has called the caller of a case back in vain."""

    def is_free(self, subject: UUID) -> bool:
        """Tell whether nobody is busy with a call, case or mission, nor was refused it a moment ago."""
        return subject not in self.busy_with and self.avoided_until.get(subject, self.pace.now()) <= self.pace.now()

    def hear(self, case_id: UUID, event: Event) -> None:
        """Remember what a case is about."""
        self.events[case_id] = event
        while len(self.events) > CASES_REMEMBERED:
            del self.events[next(iter(self.events))]

    def has_tried_enough(self, case_id: UUID) -> bool:
        """Count one more call back in vain to the caller of a case; tell whether to leave it. Cases that are over are forgotten."""
        tried = self.attempts.get(case_id, 0) + 1
        open_ones = {known: count for known, count in self.attempts.items() if known in self.room.cases}
        self.attempts = {**open_ones, case_id: tried}
        return tried >= ATTEMPTS

    def missions(self, case_id: UUID) -> list[MissionView]:
        """Give the missions of a case."""
        return [mission for mission in self.room.missions.values() if mission.case_id == case_id]


class Job(NamedTuple):
    """One thing to do. `subject`: the call, case or mission that nobody else should take meanwhile."""

    subject: UUID
    work: Callable[[], Awaitable[None]]


def at_work(colleagues: int, at: datetime) -> int:
    """Give how many of a post's people work at an hour: all at the fullest, one at least."""
    weights = LAWS.size.hour_weights
    return max(1, ceil(colleagues * weights[at.astimezone(PARIS).hour] / max(weights)))


class Post(ABC):
    """One person at work.

    Args:
        api: the person's session.
        desk: the centre's.
        chance: this person's own stream of choices.
        rank: of the post's people at the centre, from 0; the last ones go home first.
        colleagues: how many they are.
    """

    def __init__(self, api: Api, desk: Desk, chance: Random, *, rank: int = 0, colleagues: int = 1) -> None:
        self.api = api
        self.desk = desk
        self.chance = chance
        self._rank = rank
        self._colleagues = colleagues

    @abstractmethod
    def next_job(self) -> Job | None:
        """Give the most urgent thing to do, none when there is nothing."""

    async def work(self) -> None:
        """Work until cancelled, at the hours of this person."""
        while True:
            job = self.next_job() if self._is_at_work() else None
            if job is None:
                await self._wait_for_news()
                continue
            self.desk.busy_with.add(job.subject)
            try:
                await self.take(REACTION.draw(self.chance))
                await job.work()
            except (Refused, Away) as refusal:
                log.info("refused", account=self.api.account.login, post=type(self).__name__, answer=str(refusal))
                self.leave_alone(job.subject)
            finally:
                self.desk.busy_with.discard(job.subject)

    async def post(self, path: str, body: Struct | None, kind: type[T]) -> T:
        """Send a command, and know its answer at once.

        Raises:
            Refused, Away: see `Api.post`.
        """
        answer = await self.api.post(path, body, kind)
        self.desk.room.take(answer)
        return answer

    async def patch(self, path: str, body: Struct, kind: type[T]) -> T:
        """Change something; otherwise like `post`."""
        answer = await self.api.patch(path, body, kind)
        self.desk.room.take(answer)
        return answer

    def leave_alone(self, subject: UUID, span: timedelta = AVOIDED_FOR) -> None:
        """Let nobody of the desk reach for this for a while, domain time."""
        now = self.desk.pace.now()
        avoided = self.desk.avoided_until
        for known in [known for known, until in avoided.items() if until <= now]:
            del avoided[known]
        avoided[subject] = now + span

    async def take(self, seconds: float) -> None:
        """Let the time pass that something takes."""
        await self.desk.pace.sleep(seconds)

    def _is_at_work(self) -> bool:
        return self.desk.all_come or self._rank < at_work(self._colleagues, self.desk.pace.now())

    async def _wait_for_news(self) -> None:
        changed = self.desk.room.changed
        changed.clear()
        try:
            async with asyncio.timeout(self.desk.pace.clock.real_seconds(timedelta(seconds=LOOK_AGAIN_S))):
                await changed.wait()
        except TimeoutError:
            return
