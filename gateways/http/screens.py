"""What an API process runs for its screens: the fleet's replica, the room's news, the hub, heartbeats, and a look at each one's session."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
import structlog
from fastapi import FastAPI
from redis.asyncio import Redis

from db.listen import listen
from db.trouble import PASSING, passes
from gateways.http.auth import identify
from gateways.http.posts import PostClock
from gateways.http.room import Room
from gateways.http.room_rows import Groups, room_channel
from gateways.http.state import State
from kit.caller import Caller
from kit.counters import count
from kit.errors import Forbidden
from kit.process import heed_cancellation
from kit.wire.live import Heartbeat, LivePosition
from socle.accounts.fields import groups_of
from socle.accounts.rights import ACTIONS
from socle.accounts.rules import Kind
from socle.accounts.session_rows import ENDED_CHANNEL
from tracker.live import viewport
from tracker.live.channel import Render
from tracker.live.feed import connect
from tracker.live.hub import Close, Hub, Screen
from tracker.live.replica import Replica

SESSIONS_S = 5.0
"""How often each connection's session is looked at again, real seconds."""
PAUSE_S = 1.0

SESSION_ENDED = Close(4401, "the session has ended")
RIGHTS_CHANGED = Close(4403, "the rights have changed")

ROOM_CHANNELS: Mapping[Groups, str] = {
    groups: f"room.{number}"
    for number, groups in enumerate(
        sorted({groups_of(frozenset({role})) for role in ACTIONS["live.watch"]}, key=sorted),
    )
}
"""The groups of fields that those who watch the room see, with the name of their channel in the hub."""

_log = structlog.stdlib.get_logger()
_encode = msgspec.json.Encoder().encode


def room_view(groups: Groups) -> tuple[Groups, str]:
    """Give the view of the room that shows most of what somebody who sees these groups may see, and its channel in the hub.

    Raises: Forbidden when every view shows more.
    """
    allowed = [shown for shown in ROOM_CHANNELS if shown <= groups]
    if not allowed:
        raise Forbidden("no view of the room fits the rights of this account")
    most = max(allowed, key=len)
    return most, ROOM_CHANNELS[most]


class Viewer(NamedTuple):
    """Who is behind a screen: the token, how it was carried, the caller with the rights of when it connected, the machine's clock."""

    token: str
    kind: Kind
    caller: Caller
    clock: PostClock


class Hears(Protocol):
    """A screen's connection, as a request of its own reaches it."""

    viewer: Viewer

    async def hear(self, said: str | bytes, /) -> None:
        """Obey what the screen says."""


class Screens:
    """The live side of an API process."""

    def __init__(self, state: State, redis: Redis) -> None:
        settings, prefix = state.settings.live, state.settings.redis.prefix
        self.state = state
        self.settings = settings
        self.hub = Hub(settings)
        self.replica = Replica(redis, prefix, state.engine, self._moved)
        self.room = Room(
            state.engine,
            redis,
            prefix,
            clock=state.clock,
            channels={groups: self.hub.register(name, room_channel()) for groups, name in ROOM_CHANNELS.items()},
            fleet_changed=self._fleet_changed,
        )
        self.viewers: dict[Screen, Viewer] = {}
        self.pasts: dict[Screen, Viewer] = {}
        """Those that are shown a stretch of the past."""
        self.streams: dict[UUID, Hears] = {}
        """Screens without a websocket, by the number they say things with."""
        self._sessions_ended = asyncio.Event()
        self._positions = self.hub.register("positions", viewport.position_channel())

    async def run(self) -> None:
        """Serve until cancelled. A part that fails is loud, and starts again."""
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            "replica": self.replica.run,
            "room.listen": self.room.listen,
            "room.poll": self.room.poll,
            "room.read": partial(self.room.read, self.settings.tick_s),
            "hub": self.hub.run,
            "heartbeats": self._beat,
            "sessions": self._watch_sessions,
            "sessions.listen": partial(listen, self.state.settings, "rramu_api", {ENDED_CHANNEL: self._hear_end}),
        }
        async with asyncio.TaskGroup() as group:
            for name, part in parts.items():
                group.create_task(_keep(name, part), name=name)

    def visible(self) -> list[LivePosition]:
        """Give the newest position of every vehicle the room may see."""
        positions = self.replica.positions()
        return [positions[vehicle_id] for vehicle_id in self.room.vehicles if vehicle_id in positions]

    def row(self, position: LivePosition) -> Render:
        """Give what makes the row of a vehicle's newest position."""
        return partial(viewport.row, position, self.replica.cells(position.vehicle_id))

    def _moved(self, positions: Iterable[LivePosition]) -> None:
        for position in positions:
            if position.vehicle_id in self.room.vehicles:
                self._positions.put(position.vehicle_id, self.row(position))

    def _fleet_changed(self, shown: Iterable[UUID], hidden: Iterable[UUID]) -> None:
        for vehicle_id in hidden:
            self._positions.drop(vehicle_id)
        known = (self.replica.position(vehicle_id) for vehicle_id in shown)
        self._moved(position for position in known if position is not None)

    async def _beat(self) -> None:
        clock = self.state.clock
        while True:
            await asyncio.sleep(self.settings.heartbeat_s)
            age_s = self.replica.tracker_age_s()
            for screen, viewer in self.viewers.items():
                beat = Heartbeat(
                    n=screen.number(),
                    server_at=clock.real(),
                    domain_at=clock.now(),
                    domain_rate=clock.rate,
                    tracker_age_s=age_s,
                    clock_off_by_s=viewer.clock.off_by_s,
                )
                viewer.clock.beat(beat.n)
                screen.send(_encode(beat).decode())

    def _hear_end(self, _: str) -> None:
        self._sessions_ended.set()

    async def _watch_sessions(self) -> None:
        """Close the connections whose session has ended, or whose rights are no longer those they began with.

        Looked at when the database tells that sessions have ended, and every few seconds for what nobody tells.
        """
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SESSIONS_S):
                    await self._sessions_ended.wait()
            self._sessions_ended.clear()
            for screen, viewer in (*self.viewers.items(), *self.pasts.items()):
                try:
                    found = await identify(self.state, viewer.token, viewer.kind, touch=False)
                except PASSING as error:
                    heed_cancellation()
                    if not passes(error):
                        raise
                    count("live.session_unchecked")
                    continue
                if found is None:
                    screen.end(SESSION_ENDED)
                elif found.caller.rights != viewer.caller.rights:
                    screen.end(RIGHTS_CHANGED)


async def _keep(name: str, part: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await part()
        except Exception:  # noqa: BLE001 - one part's bug must not stop the map; it is loud in the log, and counted
            heed_cancellation()
            count(f"live.failed.{name}")
            _log.exception("live.failed", part=name)
        heed_cancellation()
        await asyncio.sleep(PAUSE_S)


@asynccontextmanager
async def running(app: FastAPI, state: State) -> AsyncGenerator[Screens]:
    """Run the live side of a process meanwhile: `app.state.screens` for the websocket, `app.state.fleet` for dispatch."""
    redis = connect(state.settings.redis)
    screens = Screens(state, redis)
    app.state.screens = screens
    app.state.fleet = screens.replica
    task = asyncio.create_task(screens.run(), name="screens")
    try:
        yield screens
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await redis.aclose()
