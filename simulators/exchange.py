"""The telephone exchange of the region: lets every caller of a day ring at their time."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import structlog

from kit.clock import PARIS
from kit.wire.calls import CallChange, CallView
from kit.wire.codes.calls import CallState
from region.places import Region
from simulators import plan
from simulators.api import Api, Away, Refused
from simulators.calls import Caller, Lines
from simulators.pace import Pace
from simulators.plan import Kind, Story
from simulators.plan.callers import crew_call

LATE = timedelta(minutes=5)
"""By how much a call may be announced late, after a pause of the simulation; later ones are left out. Domain time."""
OPENING_CALLS, OPENING_GAP = 12, timedelta(seconds=12)
"""On an instance that never had a call, the last ones before its first minute ring now, one by one: its rooms are not empty."""
CALLERS_AT_ONCE = 2000

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def from_now(stories: Sequence[Story], now: datetime, *, is_first: bool) -> list[Story]:
    """Give what is left of a day's stories at `now`; on a first day those just missed ring as its opening."""
    coming = [story for story in stories if story.rings_at > now]
    missed = [story for story in stories if story.rings_at <= now]
    if not is_first:
        return [story for story in missed if now - story.rings_at <= LATE] + coming
    opening = [
        replace(story, rings_at=now + number * OPENING_GAP) for number, story in enumerate(missed[-OPENING_CALLS:])
    ]
    return sorted(opening + coming, key=lambda story: story.rings_at)


def day_after(day: date, now: datetime) -> date:
    """Give the next day to draw at `now`: today, where the clock was moved over days in between."""
    return max(day + timedelta(days=1), now.astimezone(PARIS).date())


class Exchange:
    """Every line of the region. The calls on the line are kept in a file: a restarted exchange ends those whose caller is gone.

    Args:
        apis: the exchange's account of each centre, by centre code.
        centres: id of each centre, by code.
        pace: domain time.
        file: where the calls on the line are kept.
    """

    def __init__(self, apis: Mapping[str, Api], centres: Mapping[str, UUID], pace: Pace, file: Path) -> None:
        self._file = file
        self._apis = apis
        self._centres = centres
        self._pace = pace
        self.lines = Lines(self._keep)
        self._left_behind = msgspec.json.decode(file.read_bytes(), type=dict[UUID, str]) if file.is_file() else {}
        self._callers = asyncio.Semaphore(CALLERS_AT_ONCE)

    async def ring_for_ever(self, region: Region, seed: int, storm: float) -> None:
        """Let every caller of each day of Paris ring at their time, until cancelled."""
        day = self._pace.now().astimezone(PARIS).date()
        is_first = not self._file.is_file()
        await self.hang_up_left_behind()
        async with asyncio.TaskGroup() as tasks:
            while True:
                whole = await asyncio.to_thread(plan.day, region, day, seed, storm)
                # Crews ring for themselves once they have examined somebody.
                stories = [story for story in whole.stories if story.kind is not Kind.BILAN]
                for story in from_now(stories, self._pace.now(), is_first=is_first):
                    await self._pace.until(story.rings_at)
                    if self._pace.now() - story.rings_at > LATE:
                        continue  # the clock was moved forward meanwhile
                    await self._callers.acquire()
                    tasks.create_task(self.one_caller(story, f"{seed}:{storm:g}:{day}:{story.number}"))
                is_first = False
                await self._pace.until(datetime.combine(day + timedelta(days=1), time(), PARIS))
                day = day_after(day, self._pace.now())

    async def ring_for_crew(self, centre_code: str, call_sign: str) -> None:
        """Let a crew ring its room with a bilan, until it is heard or gives up."""
        story = crew_call(call_sign, centre_code, self._pace.now())
        await self._callers.acquire()
        await self.one_caller(story, f"{call_sign}:{story.rings_at.isoformat()}")

    async def one_caller(self, story: Story, external_id: str) -> None:
        """Let one caller ring, be answered or give up, speak and hang up."""
        caller = Caller(story, self._apis[story.centre_code], self._centres[story.centre_code], self._pace, self.lines)
        try:
            await caller.call(external_id)
        except (Refused, Away) as error:
            log.warning("call_lost", error=str(error))
        finally:
            self._callers.release()

    def _keep(self) -> None:
        on_the_line = {call_id: talk.story.centre_code for call_id, talk in self.lines.busy.items()}
        beside = self._file.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(on_the_line))
        beside.replace(self._file)

    async def hang_up_left_behind(self) -> None:
        """End the calls of an exchange that was killed: their callers are gone."""
        for call_id, centre_code in self._left_behind.items():
            api = self._apis[centre_code]
            try:
                call = await api.get(f"/api/calls/{call_id}", CallView)
                if call.ended_at is None:
                    ended = CallState.ABANDONED if call.state is CallState.RINGING else CallState.ENDED
                    await api.post(f"/api/calls/{call_id}/state", CallChange(state=ended), CallView)
            except (Refused, Away) as error:
                log.warning("call_lost", error=str(error))
        self._left_behind = {}
