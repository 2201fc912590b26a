"""What a screen follows, however it is connected: what it says is obeyed, what it is told goes through its place in the hub.

`live.py` is the websocket, `stream.py` the server-sent events for where none comes through. The protocol is in `kit/wire/live.py`.
"""

import asyncio
import time
from collections.abc import Coroutine, Generator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from db.engine import writing
from db.models.directory import REGION_CHAIN_ID
from db.trouble import PASSING, passes
from gateways.http.posts import PostClock
from gateways.http.room_rows import Groups, View
from gateways.http.screens import Screens, Viewer, room_view
from gateways.http.state import State
from kit.caller import Caller
from kit.counters import count
from kit.errors import Forbidden
from kit.ids import CentreId
from kit.wire.live import Look, Pong, PositionSnapshot, Problem, ScreenMessage, Subscribe, Viewport, Welcome
from socle.accounts.fields import live_groups, show
from socle.accounts.rights import ACTIONS
from socle.accounts.rules import Kind
from socle.audit import service as audit
from tracker.live import viewport
from tracker.live.hub import Close, Screen

DATABASE_AWAY = Close(1013, "the database is away")

TOPICS: Mapping[str, str] = {"room": "live.watch", "positions": "live.positions"}
"""The action of the rights table each topic asks for."""

_decode = msgspec.json.Decoder[ScreenMessage](ScreenMessage).decode
_encode = msgspec.json.Encoder().encode


class Sight(NamedTuple):
    """What a screen sees: whose rows, which groups of their fields, and the channel of the hub that holds them so."""

    centres: frozenset[CentreId]
    groups: Groups
    room: str


class Watching:
    """One screen: who is behind it, its place in the hub, what it follows."""

    def __init__(self, screens: Screens, viewer: Viewer, sight: Sight) -> None:
        self.screen = screens.hub.join()
        self.viewer = viewer
        self._screens = screens
        self._caller = viewer.caller
        self._clock = viewer.clock
        self._sight = sight

    async def hear(self, said: str | bytes) -> None:
        """Obey what the screen says; what cannot be understood is answered as a problem and counted."""
        try:
            wanted = _decode(said)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            count("live.message_refused")
            self.screen.send(_text(Problem(title="Message not understood", detail=str(error))))
            return
        try:
            await self._obey(wanted)
        except PASSING as error:
            if not passes(error):
                raise
            self.screen.end(DATABASE_AWAY)

    async def _obey(self, wanted: ScreenMessage) -> None:
        match wanted:
            case Pong():
                self.screen.answered_at = time.monotonic()
                if self._clock.answer(wanted.n, wanted.clock_at):
                    await self._note_clock()
            case Look():
                self._look(wanted.viewport)
            case Subscribe():
                refused = [topic for topic in wanted.topics if not _may_watch(self._caller, topic)]
                if refused:
                    count("live.topic_refused")
                    detail = f"{TOPICS[refused[0]]} is not among the rights of this account"
                    self.screen.send(_text(Problem(title=Forbidden.title, detail=detail)))
                    return
                await self._subscribe(wanted)

    async def _subscribe(self, wanted: Subscribe) -> None:
        clock, hub = self._screens.state.clock, self._screens.hub
        self.screen.send(
            _text(
                Welcome(
                    server_at=clock.real(),
                    domain_at=clock.now(),
                    domain_rate=clock.rate,
                    heartbeat_s=self._screens.settings.heartbeat_s,
                )
            )
        )
        for name in list(self.screen.subscriptions):
            hub.unsubscribe(self.screen, name)
        if "positions" in wanted.topics:
            sight = viewport.sight(wanted.viewport)
            following = hub.subscribe(self.screen, "positions", sight)
            positions = viewport.seen(self._screens.visible(), sight)
            self.screen.send(_text(PositionSnapshot(n=self.screen.number(), positions=positions)))
            following.start(position.vehicle_id for position in positions)
        if "room" in wanted.topics:
            centres, groups, room = self._sight
            await self._note_look(centres)
            following = hub.subscribe(self.screen, room, centres)
            numbered = await self._screens.room.snapshot(self._caller.account_id, sorted(centres))
            snapshot = numbered(self.screen.number())
            self.screen.send(_text(show(groups, snapshot)))
            rows: list[View] = [
                *snapshot.calls,
                *snapshot.cases,
                *snapshot.missions,
                *snapshot.vehicles,
                *snapshot.transfers,
                *snapshot.help_requests,
            ]
            following.start(view.id for view in rows)

    async def _note_look(self, centres: frozenset[CentreId]) -> None:
        """Write down who looks at the patients of which rooms."""
        state, caller = self._screens.state, self._caller
        async with writing(state.engine, caller.account_id, sorted(centres)) as session:
            for centre_id in sorted(centres):
                author = caller.acting_at(centre_id, *sorted(ACTIONS["live.watch"]))
                await audit.look(session, author, centre_id, "room.watched", f"room:{centre_id}", state.clock.now())

    async def _note_clock(self) -> None:
        """Write down that the clock of the screen's machine has gone off, or come right."""
        off_by_s, state = self._clock.off_by_s, self._screens.state
        kind = "post.clock_right" if off_by_s is None else "post.clock_off"
        count(kind)
        author = self._caller.acting_at(min(self._sight.centres), *sorted(ACTIONS["live.watch"]))
        body = {} if off_by_s is None else {"off_by_s": round(off_by_s, 1)}
        async with writing(state.engine, self._caller.account_id, ()) as session:
            await audit.record(session, author, CentreId(REGION_CHAIN_ID), kind, state.clock.now(), body)

    def _look(self, wanted: Viewport | None) -> None:
        following = self.screen.subscriptions.get("positions")
        if following is not None:
            sight = viewport.sight(wanted)
            positions = viewport.seen(self._screens.visible(), sight)
            following.look(sight, {position.vehicle_id: self._screens.row(position) for position in positions})


@contextmanager
def watching(screens: Screens, viewer: Viewer, sight: Sight) -> Generator[Watching]:
    """Give a screen its place, for the length of a connection."""
    opened = Watching(screens, viewer, sight)
    screens.viewers[opened.screen] = viewer
    count("live.connected")
    try:
        yield opened
    finally:
        del screens.viewers[opened.screen]
        screens.hub.leave(opened.screen)
        if opened.screen.close is not None:
            count(f"live.closed.{opened.screen.close.code}")


async def until_first(screen: Screen, *works: Coroutine[object, object, None]) -> None:
    """Work until one of the works is done or the screen is to be closed; the others are cancelled.

    Raises: what the finished work raised.
    """
    tasks = [asyncio.create_task(work) for work in (*works, _closed(screen))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _closed(screen: Screen) -> None:
    await screen.closed.wait()


def viewer_of(state: State, token: str, kind: Kind, caller: Caller) -> Viewer:
    """Note who is behind a screen, and begin to judge the clock of the machine."""
    return Viewer(token, kind, caller, PostClock(state.settings.ntp.post_tolerance_s, state.clock.real))


def sight_of(caller: Caller) -> Sight:
    """Give what the caller sees of the rooms it may watch.

    Raises:
        Forbidden: none. Companies, exchanges and administrators have no room.
    """
    centres = frozenset(right.centre_id for right in caller.rights if right.role in ACTIONS["live.watch"])
    if not centres:
        raise Forbidden("live.watch is not among the rights of this account")
    return Sight(centres, *room_view(live_groups(caller, centres)))


def _may_watch(caller: Caller, topic: str) -> bool:
    return any(right.role in ACTIONS[TOPICS[topic]] for right in caller.rights)


def _text(message: msgspec.Struct) -> str:
    return _encode(message).decode()
