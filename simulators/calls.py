"""The people who call: one caller, from the first ring to the goodbye, each step told through the API.

What a caller says does not travel on the wire; whoever of the simulated staff picks up hears it through `Lines.listen`, as on a phone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from uuid import UUID

from kit.wire.calls import CallChange, CallView, IncomingCall
from kit.wire.codes.calls import CallState
from simulators.api import Api, Refused
from simulators.pace import Pace
from simulators.plan import Story
from simulators.room import Room

LONGEST_TALK_S = 30 * 60.0
"""A caller on the line with a person who does not end the call hangs up after this, domain time."""
LISTEN_EVERY_S, CHECK_EVERY_S = 2.0, 30.0
"""Real seconds between two looks at a call; and where a desk of ours looks at the room, which tells us sooner."""
AT_HOME_S = 3600.0
"""How long somebody who gave up stays by the phone, domain time."""
RINGS = 3
"""How often the same caller tries."""


@dataclass(slots=True)
class Conversation:
    """A caller and what is said to them."""

    story: Story
    is_resumed: bool = False
    is_over: bool = False
    called_back: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody rings the caller who had given up."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Something happened on this line."""
    given_up: bool = False
    """The caller hung up without having been served, or was cut off."""

    def resume(self) -> None:
        """Speak to the caller who was on hold."""
        self.is_resumed = True
        self.news.set()

    def say_goodbye(self) -> None:
        """Let the caller hang up."""
        self.is_over = True
        self.news.set()


class Lines:
    """Who is on the line, and who sits by the phone after giving up. `changed` is called whenever somebody comes or goes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.busy: dict[UUID, Conversation] = {}
        """By call."""
        self._rooms: dict[UUID, Room] = {}
        self._at_home: dict[UUID, Conversation] = {}
        self._views: dict[UUID, CallView] = {}
        self._changed = changed

    def listen(self, call_id: UUID | None) -> Conversation | None:
        """Give the conversation of a call, none when the caller is not one of ours or has gone."""
        return None if call_id is None else self.busy.get(call_id)

    def call_back(self, subject: UUID) -> Conversation | None:
        """Ring the caller of a call nobody answered, or of a case whose caller hung up; none: nobody answers.

        Whoever rings sets `called_back` once the room knows.
        """
        conversation = self._at_home.get(subject)
        return conversation if conversation is not None and conversation.story.answers_call_back else None

    def follow(self, centre_id: UUID, room: Room) -> None:
        """Hear what the room of a centre takes."""
        self._rooms[centre_id] = room
        room.listeners.append(self._hear)

    def is_told(self, centre_id: UUID) -> bool:
        """Tell whether a room tells now what happens to a centre's calls."""
        room = self._rooms.get(centre_id)
        return room is not None and room.is_live

    def _hear(self, row: object) -> None:
        if isinstance(row, CallView) and row.id in self.busy:
            self._views[row.id] = row
            self.busy[row.id].news.set()

    def heard(self, call_id: UUID) -> CallView | None:
        """Give what the room told of a call since the last time."""
        return self._views.pop(call_id, None)

    def pick(self, call_id: UUID, conversation: Conversation) -> None:
        """Be on the line."""
        self.busy[call_id] = conversation
        self._changed()

    def drop(self, call_id: UUID) -> None:
        """Be on the line no more."""
        self.busy.pop(call_id, None)
        self._views.pop(call_id, None)
        self._changed()

    def wait_at_home(self, call: CallView, conversation: Conversation) -> None:
        """Sit by the phone; found by the call, and by its case when it has one."""
        for subject in (call.id, call.case_id):
            if subject is not None:
                self._at_home[subject] = conversation

    def leave_home(self, call: CallView) -> None:
        """Go about other things."""
        for subject in (call.id, call.case_id):
            if subject is not None:
                self._at_home.pop(subject, None)


class Caller:
    """Somebody who calls, perhaps several times.

    Args:
        story: what they would say and do.
        api: the exchange of their centre.
        centre_id: the centre.
        pace: domain time.
        lines: the exchange's lines.
    """

    def __init__(self, story: Story, api: Api, centre_id: UUID, pace: Pace, lines: Lines) -> None:
        self._story = story
        self._api = api
        self._centre_id = centre_id
        self._pace = pace
        self._lines = lines

    async def call(self, external_id: str) -> None:
        """Ring, be answered or give up, speak and hang up; who gave up is called back, or rings again.

        Raises:
            Refused, Away: see `Api.post`.
        """
        for number in range(RINGS):
            call = await self._announce(f"{external_id}:{number}" if number else external_id)
            conversation = Conversation(self._story)
            self._lines.pick(call.id, conversation)
            try:
                call = await self._until_answered(call, conversation)
                if call.state in {CallState.ANSWERED, CallState.HELD}:
                    call = await self._talk(call, conversation)
                if not conversation.given_up:
                    return
                self._lines.wait_at_home(call, conversation)
                if await self._is_called_back(conversation):
                    await self._talk(await self._look(call.id), conversation)
                    return
            finally:
                self._lines.leave_home(call)
                self._lines.drop(call.id)
            if self._story.rings_again_after_s is None:
                return

    async def _announce(self, external_id: str) -> CallView:
        position = self._story.position
        return await self._api.post(
            "/api/calls",
            IncomingCall(
                external_id=external_id,
                centre_id=self._centre_id,
                line=self._story.line,
                number=self._story.phone,
                lon_deg=None if position is None else position.lon_deg,
                lat_deg=None if position is None else position.lat_deg,
                radius_m=None if position is None else position.radius_m,
            ),
            CallView,
        )

    async def _until_answered(self, call: CallView, conversation: Conversation) -> CallView:
        """Wait for an answer, or give up."""
        gives_up_at = call.rang_at.astimezone(UTC) + timedelta(seconds=self._story.patience_s)
        while call.state is CallState.RINGING:
            left_s = (gives_up_at - self._pace.now()).total_seconds()
            if left_s <= 0:
                call = await self._change(call.id, CallState.ABANDONED)
                conversation.given_up = call.state is CallState.ABANDONED
                return call
            call = await self._news(call, left_s)
        return call

    async def _talk(self, call: CallView, conversation: Conversation) -> CallView:
        """Stay on the line until somebody says goodbye or ends the call, the line is cut, or patience on hold is over."""
        story, began_at, held_at = self._story, self._pace.now(), self._pace.now()
        while call.state in {CallState.ANSWERED, CallState.HELD}:
            now = self._pace.now()
            if conversation.is_over:
                return await self._change(call.id, CallState.ENDED)
            if call.state is CallState.HELD and conversation.is_resumed:
                conversation.is_resumed = False
                began_at = now
                call = await self._change(call.id, CallState.ANSWERED)
                continue
            if call.state is CallState.HELD:
                left_s = story.hold_patience_s - (now - held_at).total_seconds()
                gone, is_given_up = CallState.HUNG_UP_ON_HOLD, True
            else:
                held_at = now
                longest_s = LONGEST_TALK_S if story.drops_after_s is None else story.drops_after_s
                left_s = longest_s - (now - began_at).total_seconds()
                gone, is_given_up = CallState.ENDED, story.drops_after_s is not None
            if left_s <= 0:
                conversation.given_up = is_given_up
                return await self._change(call.id, gone)
            call = await self._news(call, left_s)
        return call

    async def _is_called_back(self, conversation: Conversation) -> bool:
        """Sit by the phone; tell whether somebody rings before one rings again or goes about other things."""
        again_s = self._story.rings_again_after_s
        waits_s = AT_HOME_S if again_s is None else again_s
        return await self._pace.until_true(conversation.called_back.is_set, conversation.called_back, waits_s)

    async def _news(self, call: CallView, within_s: float) -> CallView:
        """Give the call as the room tells it next, or as it is after a moment or `within_s` of domain time."""
        conversation = self._lines.busy[call.id]
        look_s = CHECK_EVERY_S if self._lines.is_told(self._centre_id) else LISTEN_EVERY_S
        real_s = min(self._pace.clock.real_seconds(timedelta(seconds=within_s)), look_s)
        try:
            async with asyncio.timeout(real_s):
                await conversation.news.wait()
        except TimeoutError:
            pass
        conversation.news.clear()
        told = self._lines.heard(call.id)
        if told is not None:
            return told if told.version >= call.version else call
        return await self._look(call.id) if real_s == look_s and not conversation.is_over else call

    async def _look(self, call_id: UUID) -> CallView:
        return await self._api.get(f"/api/calls/{call_id}", CallView)

    async def _change(self, call_id: UUID, state: CallState) -> CallView:
        """Tell what the caller did; when the room was quicker, give the call as it is."""
        try:
            return await self._api.post(f"/api/calls/{call_id}/state", CallChange(state=state), CallView)
        except Refused:
            return await self._look(call_id)
