"""A minute of a room's past as a stream: the frames a live screen was sent, at their pace, by websocket or server-sent events.

For whom may look at the past at all, with the motive given before (`past.py`); each minute shown is written down. The first frame says that
this is the past, and no frame of it ever comes on the live connection. The protocol is in `kit/wire/past.py`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, WebSocket, WebSocketDisconnect
from starlette.types import Receive, Scope, Send

from db.engine import make_engine, writing
from db.models.directory import REGION_CHAIN_ID
from db.trouble import PASSING, passes
from dispatch.missions import past_facts
from dispatch.missions.past_film import Ticks, film
from gateways.http import stream
from gateways.http.auth import signed_in, token_of
from gateways.http.past import check_time
from gateways.http.past_play import SendText, Showing, play
from gateways.http.screens import Screens, Viewer
from gateways.http.state import State
from gateways.http.watching import until_first, viewer_of
from gateways.http.websocket import accept, refuse, say_why, sign_in
from kit.caller import Caller
from kit.counters import count
from kit.errors import Forbidden, Invalid, RegulationError, Unavailable
from kit.http import make_router, require
from kit.ids import CentreId
from kit.openapi import describes
from kit.wire.past import PACES, Pace, Past
from socle.accounts.rights import ACTIONS
from socle.accounts.service import SignedIn
from tracker.live.hub import SLOW, Close, Screen

STRETCH = timedelta(minutes=1)
SHOWN_AT_ONCE = 8
"""Streams of a process: each holds the frames of its minute. Parameter of ours."""
SHOWN_TO_ONE = 4
"""Streams of one account: one that hurries from minute to minute, or looks on two pages, leaves places to others. Parameter of ours."""
OVER = Close(1000, "the stretch has been shown")

websockets = APIRouter()
router = make_router("past")


class Asked(NamedTuple):
    """What a screen wants to be shown."""

    centre_id: CentreId
    replay_id: UUID
    from_at: datetime | None
    pace: int


def asked(
    centre_id: Annotated[UUID, Query()],
    replay_id: Annotated[UUID, Query(description="What POST /room/replays answered when it was told why.")],
    from_at: Annotated[
        datetime | None, Query(description="Domain time, with its offset; none: the minute that ends now.")
    ] = None,
    pace: Annotated[int, Query(description="1, 2 or 4: seconds of then shown in a second.")] = 1,
) -> Asked:
    """Read what is asked for."""
    return Asked(CentreId(centre_id), replay_id, from_at, pace)


async def prepare(state: State, caller: Caller, asked: Asked) -> Showing:
    """Write the look down, then rebuild the stretch.

    Raises:
        Invalid: no such pace, or a time nobody can look at. Forbidden: not there, or without a motive.
        Unavailable: the database is away.
    """
    past = _stretch(state, asked)
    if not any(right.centre_id == asked.centre_id and right.role in ACTIONS["room.replay"] for right in caller.rights):
        raise Forbidden("room.replay is not among the rights of this account there")
    step = timedelta(seconds=state.settings.live.tick_s * past.pace)
    try:
        async with writing(state.engine, caller.account_id, [asked.centre_id]) as session:
            for at in sorted({past.from_at, past.to_at}):
                await past_facts.look(
                    session, caller, state.clock, centre_id=asked.centre_id, replay_id=asked.replay_id, at=at
                )
        async with state.replays:
            engine = make_engine(state.settings, "rramu_api")  # a connection of its own: see `dispatch.missions.past`
            try:
                async with writing(engine, caller.account_id, [asked.centre_id, CentreId(REGION_CHAIN_ID)]) as alone:
                    ticks = Ticks(past.from_at, past.to_at, step)
                    return Showing(past, await film(alone, asked.centre_id, ticks))
            finally:
                await engine.dispose()
    except PASSING as error:
        if not passes(error):
            raise
        raise Unavailable("the database is away") from error


def _stretch(state: State, asked: Asked) -> Past:
    now = state.clock.now()
    from_at = now - STRETCH if asked.from_at is None else asked.from_at
    check_time(from_at, now, "query.from_at")
    pace: Pace | None = next((one for one in PACES if one == asked.pace), None)
    if pace is None:
        raise Invalid("the pace is 1, 2 or 4", path="query.pace")
    return Past(centre_id=asked.centre_id, from_at=from_at, to_at=min(from_at + STRETCH, now), pace=pace)


@contextmanager
def _place(screens: Screens, viewer: Viewer) -> Generator[Screen]:
    """Give a stream its place, from before its stretch is rebuilt to its end: its session is looked at like that of a live screen.

    Raises:
        Unavailable: as many places as there are, or as an account has, are taken.
    """
    account_ids = [other.caller.account_id for other in screens.pasts.values()]
    if len(account_ids) >= SHOWN_AT_ONCE or account_ids.count(viewer.caller.account_id) >= SHOWN_TO_ONE:
        raise Unavailable("too many look at the past; try again in a minute")
    screen = Screen(screens.settings.queue_frames, 0.0)
    screens.pasts[screen] = viewer
    try:
        yield screen
    finally:
        del screens.pasts[screen]


async def _show(screen: Screen, state: State, showing: Showing, send: SendText) -> None:
    count("past.shown")
    try:
        await play(state, showing, send)
    except WebSocketDisconnect:
        return
    except TimeoutError:
        screen.end(SLOW)
    else:
        screen.end(OVER)


@websockets.websocket("/room/past")
async def by_websocket(websocket: WebSocket, asked: Annotated[Asked, Depends(asked)]) -> None:
    """Show a stretch by websocket."""
    screens: Screens = websocket.app.state.screens
    try:
        viewer = await sign_in(screens, websocket)
        with _place(screens, viewer) as screen:
            showing = await prepare(screens.state, viewer.caller, asked)
            await accept(websocket)
            await until_first(screen, _show(screen, screens.state, showing, websocket.send_text), _left(websocket))
            if screen.close is not None:
                await say_why(websocket, screen.close)
    except RegulationError as refusal:
        await refuse(websocket, refusal)


async def _left(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


class PastStream(Response):
    """An answer that goes on until the stretch has been shown, or the screen leaves. A refusal comes before it has begun."""

    media_type = "text/event-stream"

    def __init__(self, screens: Screens, viewer: Viewer, asked: Asked) -> None:
        super().__init__(headers=stream.HEADERS)
        del self.headers["content-length"]
        self._screens = screens
        self._viewer = viewer
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frames when their time has come."""
        del scope
        state = self._screens.state

        async def tell(text: str) -> None:
            await send(stream.event(text))

        with _place(self._screens, self._viewer) as screen:
            showing = await prepare(state, self._viewer.caller, self._asked)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await until_first(screen, _show(screen, state, showing, tell), stream.left(receive))
            if screen.close is not None:
                await stream.say_why(screen.close, send)


@router.get("/room/past/stream", **describes(None, None))
async def by_events(
    request: Request,
    _: Annotated[Caller, Depends(require("room.replay"))],
    found: Annotated[SignedIn, Depends(signed_in)],
    asked: Annotated[Asked, Depends(asked)],
) -> Response:
    """Show a minute of a centre's past, from its beginning, as server-sent events; by websocket it is `/api/room/past`."""
    screens: Screens = request.app.state.screens
    carried = token_of(request)
    assert carried is not None  # noqa: S101 - it has just signed the request in
    return PastStream(screens, viewer_of(screens.state, *carried, found.caller), asked)
