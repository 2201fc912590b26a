"""The live websocket: positions and the room's rows, from the hub of this process to each screen. The protocol is in `kit/wire/live.py`.

A screen signs in with its cookie, and then its Origin must be the instance's own address; a program sends its bearer token, in the
`Authorization` header or, where it cannot set one, as the sub-protocol `bearer.<token>`. Rights are looked at again every few seconds.
Close codes: 4401 the session has ended, 4403 the rights have changed, 1013 too slow or silent: come back for a new snapshot.
"""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple, cast

import msgspec
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from db.engine import writing
from db.models.directory import REGION_CHAIN_ID
from db.trouble import PASSING, passes
from gateways.http.auth import identify, token_of
from gateways.http.posts import PostClock
from gateways.http.room import Groups, View
from gateways.http.screens import Screens, Viewer, room_view
from kit.caller import Caller
from kit.counters import count
from kit.errors import Forbidden, NotAuthenticated, RegulationError, Unavailable
from kit.http import problem
from kit.ids import CentreId
from kit.wire.live import Look, Pong, PositionSnapshot, Problem, ScreenMessage, Subscribe, Viewport, Welcome
from socle.accounts.fields import live_groups, show
from socle.accounts.rights import ACTIONS
from socle.accounts.rules import Kind
from socle.audit import service as audit
from tracker.live import viewport
from tracker.live.hub import Close

BEARER_PROTOCOL = "bearer."
PROTOCOL = "rramu.live"
"""Answered to a client that offers it beside its token; the token is never sent back."""

DATABASE_AWAY = Close(1013, "the database is away")

TOPICS: Mapping[str, str] = {"room": "live.watch", "positions": "live.positions"}
"""The action of the rights table each topic asks for."""

_decode = msgspec.json.Decoder[ScreenMessage](ScreenMessage).decode
_encode = msgspec.json.Encoder().encode

router = APIRouter()


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """Serve one screen from sign-in to close."""
    screens: Screens = websocket.app.state.screens
    try:
        viewer = await _sign_in(screens, websocket)
        sight = _sight(viewer.caller)
    except RegulationError as refusal:
        count(f"live.refused.{refusal.code()}")
        await websocket.send_denial_response(problem(refusal))
        return
    offered: list[str] = websocket.scope["subprotocols"]
    await websocket.accept(PROTOCOL if PROTOCOL in offered else None)
    connection = _Connection(screens, websocket, viewer, sight)
    screens.viewers[connection.screen] = viewer
    count("live.connected")
    try:
        await connection.serve()
    finally:
        del screens.viewers[connection.screen]
        screens.hub.leave(connection.screen)


class _Sight(NamedTuple):
    """What a screen sees: whose rows, which groups of their fields, and the channel of the hub that holds them so."""

    centres: frozenset[CentreId]
    groups: Groups
    room: str


class _Connection:
    """One screen: what it says, and what it is sent."""

    def __init__(self, screens: Screens, websocket: WebSocket, viewer: Viewer, sight: _Sight) -> None:
        self.screen = screens.hub.join()
        self._screens = screens
        self._websocket = websocket
        self._caller = viewer.caller
        self._clock = viewer.clock
        self._sight = sight

    async def serve(self) -> None:
        """Read and write until the screen leaves or has to be closed."""
        tasks = [asyncio.create_task(work) for work in (self._read(), self._write(), self._closed())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()
        if self.screen.close is not None:
            count(f"live.closed.{self.screen.close.code}")
            try:
                async with asyncio.timeout(1.0):  # a screen that reads nothing cannot be told either
                    await self._websocket.close(self.screen.close.code, self.screen.close.reason)
            except (TimeoutError, WebSocketDisconnect):
                count("live.closed.unheard")

    async def _closed(self) -> None:
        await self.screen.closed.wait()

    async def _write(self) -> None:
        try:
            while True:
                await self._websocket.send_text(await self.screen.next())
                self.screen.left()
        except WebSocketDisconnect:
            return

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                wanted = _decode(message.get("text") or message.get("bytes") or b"")
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                count("live.message_refused")
                self.screen.send(_text(Problem(title="Message not understood", detail=str(error))))
                continue
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
            sees = viewport.inside(wanted.viewport)
            following = hub.subscribe(self.screen, "positions", sees)
            positions = viewport.seen(self._screens.visible(), sees)
            self.screen.send(_text(PositionSnapshot(n=self.screen.number(), positions=positions)))
            following.start(position.vehicle_id for position in positions)
        if "room" in wanted.topics:
            centres, groups, room = self._sight
            await self._note_look(centres)
            following = hub.subscribe(self.screen, room, partial(_sees, centres))
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
            rows = {position.vehicle_id: viewport.row(position) for position in self._screens.visible()}
            following.look(viewport.inside(wanted), rows)


async def _sign_in(screens: Screens, websocket: WebSocket) -> Viewer:
    """Find who connects.

    Raises:
        Forbidden: from a page that is not ours. NotAuthenticated: no session that holds. Unavailable: the database is away.
    """
    carried = token_of(websocket) or _offered(websocket)
    origin = websocket.headers.get("origin")
    if origin is None and carried is not None and carried[1] == "cookie":
        raise Forbidden("a screen must say where its page comes from")
    if origin is not None and origin != screens.state.settings.instance.public_url.rstrip("/"):
        raise Forbidden("this page may not connect here")
    if carried is None:
        raise NotAuthenticated("sign in first")
    try:
        found = await identify(screens.state, *carried)
    except PASSING as error:
        if not passes(error):
            raise
        raise Unavailable("the database is away") from error
    if found is None:
        raise NotAuthenticated("this session does not hold")
    state = screens.state
    return Viewer(*carried, found.caller, PostClock(state.settings.ntp.post_tolerance_s, state.clock.real))


def _offered(websocket: WebSocket) -> tuple[str, Kind] | None:
    """Give the token offered as a sub-protocol, by a program whose websocket library sets no header."""
    offered: list[str] = websocket.scope["subprotocols"]
    tokens = [name.removeprefix(BEARER_PROTOCOL) for name in offered if name.startswith(BEARER_PROTOCOL)]
    return (tokens[0], "bearer") if tokens else None


def _sight(caller: Caller) -> _Sight:
    """Give what the caller sees of the rooms it may watch.

    Raises:
        Forbidden: none. Companies, exchanges and administrators have no room.
    """
    centres = frozenset(right.centre_id for right in caller.rights if right.role in ACTIONS["live.watch"])
    if not centres:
        raise Forbidden("live.watch is not among the rights of this account")
    return _Sight(centres, *room_view(live_groups(caller, centres)))


def _may_watch(caller: Caller, topic: str) -> bool:
    return any(right.role in ACTIONS[TOPICS[topic]] for right in caller.rights)


def _sees(centres: frozenset[CentreId], mark: object) -> bool:
    """Tell whether somebody of these centres sees a row marked with the centres it is for; none: with all of them."""
    return mark is None or (isinstance(mark, frozenset) and not centres.isdisjoint(cast("frozenset[CentreId]", mark)))


def _text(message: msgspec.Struct) -> str:
    return _encode(message).decode()
