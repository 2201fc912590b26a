"""A stretch of the past, sent as a live screen was told it: at once what stood at its beginning, then each tick in its time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from dispatch.missions.past_film import Film, Frame
from gateways.http.past import SHOWN
from gateways.http.state import State
from kit.wire.live import Heartbeat, PositionSnapshot, RoomSnapshot, Welcome
from kit.wire.past import Past, PastEnd, PastFacts
from socle.accounts.fields import show

SendText = Callable[[str], Awaitable[None]]

_encode = msgspec.json.Encoder().encode


class Showing(NamedTuple):
    """A stretch ready to be shown."""

    past: Past
    film: Film


async def play(state: State, showing: Showing, send: SendText) -> None:
    """Send every frame when its time has come, from the first, that says this is the past, to the end.

    Raises:
        TimeoutError: the screen took a frame for too long.
    """
    past, film = showing
    loop, live, n = asyncio.get_running_loop(), state.settings.live, count(1)

    async def tell(message: msgspec.Struct) -> None:
        async with asyncio.timeout(live.frozen_after_s):
            await send(_encode(show(SHOWN, message)).decode())

    await tell(past)
    await tell(
        Welcome(
            server_at=state.clock.real(), domain_at=past.from_at, domain_rate=past.pace, heartbeat_s=live.heartbeat_s
        )
    )
    room = film.room
    await tell(PositionSnapshot(n=next(n), positions=room.positions))
    await tell(
        RoomSnapshot(n=next(n), calls=room.calls, cases=room.cases, missions=room.missions, vehicles=room.vehicles)
    )
    await tell(PastFacts(n=next(n), facts=room.facts[::-1]))
    started = loop.time()
    for after_s, frames in schedule(showing, live.heartbeat_s):
        await asyncio.sleep(started + after_s - loop.time())
        for frame in frames:
            await tell(replace(frame, n=next(n)))
        if not frames:
            at = past.from_at + timedelta(seconds=after_s * past.pace)
            await tell(Heartbeat(n=next(n), server_at=state.clock.real(), domain_at=at, domain_rate=past.pace))
    await tell(PastEnd(n=next(n), at=past.to_at))


def schedule(showing: Showing, heartbeat_s: float) -> list[tuple[float, list[Frame]]]:
    """Give after how many real seconds what is sent, in order; no frames: a heartbeat. The last one is a heartbeat, at the end."""
    past, film = showing
    lasts_s = (past.to_at - past.from_at).total_seconds() / past.pace
    beats: list[tuple[float, list[Frame]]] = [
        (beat * heartbeat_s, []) for beat in range(1, 1 + int(lasts_s / heartbeat_s))
    ]
    scenes = [((scene.at - past.from_at).total_seconds() / past.pace, scene.frames) for scene in film.scenes]
    return sorted([*scenes, *beats, (lasts_s, [])], key=lambda one: one[0])
