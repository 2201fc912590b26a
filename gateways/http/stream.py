"""The live connection as server-sent events, for where a proxy lets no websocket through: the same frames, rights, and place in the hub.

The screen opens the stream and is told its number (event `opened`); what it would say on the websocket it posts with that number. Event
`close` gives the websocket's close code. Several API processes behind one address need it to send a session's requests to one of them.
"""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.types import Message, Receive, Scope, Send

from gateways.http.auth import signed_in, token_of
from gateways.http.screens import Screens, Viewer
from gateways.http.watching import Sight, sight_of, until_first, viewer_of, watching
from kit.caller import Caller
from kit.counters import count
from kit.errors import NotFound
from kit.http import make_router, require
from kit.ids import new_id
from kit.openapi import describes
from socle.accounts.service import SignedIn
from tracker.live.hub import Close, Screen

HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy that gathers an answer before it passes it on would hold the stream back for ever
}

router = make_router("live")


class Stream(Response):
    """An answer that goes on until the screen leaves or has to be closed."""

    media_type = "text/event-stream"

    def __init__(self, screens: Screens, viewer: Viewer, sight: Sight) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._screens = screens
        self._viewer = viewer
        self._sight = sight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frames as they come."""
        del scope
        number = new_id()
        with watching(self._screens, self._viewer, self._sight) as opened:
            self._screens.streams[number] = opened
            try:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                await send(event(str(number), "opened"))
                await until_first(opened.screen, _write(opened.screen, send), left(receive))
                if opened.screen.close is not None:
                    await say_why(opened.screen.close, send)
            finally:
                del self._screens.streams[number]


async def say_why(close: Close, send: Send) -> None:
    """Tell why the stream ends, to whom still reads."""
    try:
        async with asyncio.timeout(1.0):  # a screen that reads nothing cannot be told either
            await send(event(str(close.code), "close", more=False))
    except TimeoutError:
        count("live.closed.unheard")


async def _write(screen: Screen, send: Send) -> None:
    while True:
        await send(event(await screen.next()))
        screen.left()


async def left(receive: Receive) -> None:
    """Wait until the screen has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def event(data: str, kind: str | None = None, *, more: bool = True) -> Message:
    """Give an event as the server sends it; without a kind, a frame."""
    head = "" if kind is None else f"event: {kind}\n"
    return {"type": "http.response.body", "body": f"{head}data: {data}\n\n".encode(), "more_body": more}


@router.get("/live/stream", **describes(None, None))
async def stream(
    request: Request,
    caller: Annotated[Caller, Depends(require("live.watch"))],
    found: Annotated[SignedIn, Depends(signed_in)],
) -> Response:
    """Open the stream of a screen."""
    screens: Screens = request.app.state.screens
    carried = token_of(request)
    assert carried is not None  # noqa: S101 - it has just signed the request in
    return Stream(screens, viewer_of(screens.state, *carried, found.caller), sight_of(caller))


@router.post("/live/stream/{number}", **describes(None, None, 204))
async def say(request: Request, number: UUID, _: Annotated[Caller, Depends(require("live.watch"))]) -> Response:
    """Say to one's own stream what a websocket would carry: subscribe, look, pong. What is not understood is answered in the stream."""
    screens: Screens = request.app.state.screens
    opened = screens.streams.get(number)
    if opened is None or (opened.viewer.token, opened.viewer.kind) != token_of(request):
        raise NotFound("no such stream")
    await opened.hear(await request.body())
    return Response(status_code=204)
