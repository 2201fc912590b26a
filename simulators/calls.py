"""The telephone exchange and the people who call: each call is announced, followed and ended through the API.

What a caller says does not travel on the wire; whoever of the simulated staff picks up hears it through `Exchange.listen`, as on a phone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import structlog

from kit.wire.calls import CallChange, CallView, IncomingCall
from kit.wire.codes import CallState
from region.places import Region
from simulators import plan
from simulators.api import Api, Away, Refused
from simulators.pace import Pace
from simulators.plan import Story
from simulators.plan.laws import LAWS
from simulators.plan.size import PARIS

LATE = timedelta(minutes=5)
"""By how much a call may be announced late, after a pause of the simulation; later ones are left out. Domain time."""
OPENING_CALLS, OPENING_GAP = 12, timedelta(seconds=12)
"""On an instance that never had a call, the last ones before its first minute ring now, one by one: its rooms are not empty."""
LONGEST_TALK_S = 30 * 60.0
"""A caller on the line with a person who does not end the call hangs up after this, domain time."""
CALLERS_AT_ONCE = 500
LISTEN_EVERY_S = 1.5
"""Real seconds between two looks at a call."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(slots=True)
class Conversation:
    """A caller on the line: the story, and what was said to them."""

    story: Story
    resumed: asyncio.Event = field(default_factory=asyncio.Event)
    """A doctor speaks to the caller who was on hold."""
    goodbye: asyncio.Event = field(default_factory=asyncio.Event)


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
        self._lines: dict[UUID, Conversation] = {}
        self._left_behind = msgspec.json.decode(file.read_bytes(), type=dict[UUID, str]) if file.is_file() else {}
        self._callers = asyncio.Semaphore(CALLERS_AT_ONCE)

    def listen(self, call_id: UUID | None) -> Conversation | None:
        """Give the conversation of a call, none when the caller is not one of ours or has gone."""
        return None if call_id is None else self._lines.get(call_id)

    async def ring_for_ever(self, region: Region, seed: int, calls_per_hour: float) -> None:
        """Let every caller of each day of Paris ring at their time, until cancelled."""
        day = self._pace.now().astimezone(PARIS).date()
        is_first = not self._file.is_file()
        await self.hang_up_left_behind()
        async with asyncio.TaskGroup() as tasks:
            while True:
                whole = await asyncio.to_thread(
                    plan.day, region, day, seed, 24 * calls_per_hour / LAWS.size.calls_a_day
                )
                for story in from_now(whole.stories, self._pace.now(), is_first=is_first):
                    await self._pace.until(story.rings_at)
                    await self._callers.acquire()
                    tasks.create_task(self.one_caller(story, f"{seed}:{calls_per_hour:g}:{day}:{story.number}"))
                day += timedelta(days=1)
                is_first = False
                await self._pace.until(datetime.combine(day, time(), PARIS))

    async def one_caller(self, story: Story, external_id: str) -> None:
        """Let one caller ring, be answered or give up, speak and hang up."""
        try:
            await self._call(story, external_id)
        except (Refused, Away) as error:
            log.warning("call_lost", error=str(error))
        finally:
            self._callers.release()

    async def _call(self, story: Story, external_id: str) -> None:
        api = self._apis[story.centre_code]
        announced = await api.post(
            "/api/calls",
            IncomingCall(
                external_id=external_id,
                centre_id=self._centres[story.centre_code],
                line=story.line,
                number=story.phone,
                lon_deg=None if story.position is None else story.position.lon_deg,
                lat_deg=None if story.position is None else story.position.lat_deg,
                radius_m=None if story.position is None else story.position.radius_m,
            ),
            CallView,
        )
        self._lines[announced.id] = conversation = Conversation(story)
        self._keep()
        try:
            if await self._until_answered(api, announced, story):
                await self._talk(api, announced.id, conversation)
        finally:
            del self._lines[announced.id]
            self._keep()

    def _keep(self) -> None:
        on_the_line = {call_id: talk.story.centre_code for call_id, talk in self._lines.items()}
        beside = self._file.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(on_the_line))
        beside.replace(self._file)

    async def hang_up_left_behind(self) -> None:
        """End the calls of an exchange that was killed: their callers are gone."""
        for call_id, centre_code in self._left_behind.items():
            api = self._apis[centre_code]
            try:
                call = await api.get(f"/api/calls/{call_id}", CallView)
                if call.state is CallState.RINGING:
                    await self._change(api, call_id, CallState.ABANDONED)
                elif call.ended_at is None:
                    await self._change(api, call_id, CallState.ENDED)
            except Refused as refusal:
                log.warning("call_lost", error=str(refusal))
        self._left_behind = {}

    async def _until_answered(self, api: Api, call: CallView, story: Story) -> bool:
        """Wait for an answer; tell whether there was one before the caller gave up."""
        gives_up_at = call.rang_at.astimezone(UTC) + timedelta(seconds=story.patience_s)
        while call.state is CallState.RINGING:
            if self._pace.now() >= gives_up_at:
                call = await self._change(api, call.id, CallState.ABANDONED)
            else:
                await asyncio.sleep(LISTEN_EVERY_S)
                call = await api.get(f"/api/calls/{call.id}", CallView)
        return call.state in {CallState.ANSWERED, CallState.HELD}

    async def _talk(self, api: Api, call_id: UUID, conversation: Conversation) -> None:
        """Stay on the line until somebody says goodbye, ends the call, or it lasts too long."""
        answered_at, held_at = self._pace.now(), None
        while True:
            if conversation.goodbye.is_set():
                await self._change(api, call_id, CallState.ENDED)
                return
            call = await api.get(f"/api/calls/{call_id}", CallView)
            if call.state not in {CallState.ANSWERED, CallState.HELD}:
                return
            if call.state is CallState.HELD and conversation.resumed.is_set():
                conversation.resumed.clear()
                call = await self._change(api, call_id, CallState.ANSWERED)
            held_at = (held_at or self._pace.now()) if call.state is CallState.HELD else None
            now = self._pace.now()
            if held_at is not None and now > held_at + timedelta(seconds=conversation.story.hold_patience_s):
                await self._change(api, call_id, CallState.HUNG_UP_ON_HOLD)
                return
            if held_at is None and now > answered_at + timedelta(seconds=LONGEST_TALK_S):
                await self._change(api, call_id, CallState.ENDED)
                return
            try:
                async with asyncio.timeout(LISTEN_EVERY_S):
                    await conversation.goodbye.wait()
            except TimeoutError:
                continue

    async def _change(self, api: Api, call_id: UUID, state: CallState) -> CallView:
        """Tell what the caller did; when the room was quicker, give the call as it is."""
        try:
            return await api.post(f"/api/calls/{call_id}/state", CallChange(state=state), CallView)
        except Refused:
            return await api.get(f"/api/calls/{call_id}", CallView)
