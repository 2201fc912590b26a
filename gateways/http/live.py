"""The live websocket: positions and the room's rows, from the hub of this process to each screen. The protocol is in `kit/wire/live.py`.

A screen signs in with its cookie, and then its Origin must be the instance's own address; a program sends its bearer token, in the
`Authorization` header or, where it cannot set one, as the sub-protocol `bearer.<token>`. Rights are looked at again every few seconds.
Close codes: 4401 the session has ended, 4403 the rights have changed, 1013 too slow or silent: come back for a new snapshot.
"""

import asyncio

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from db.trouble import PASSING, passes
from gateways.http.auth import identify, token_of
from gateways.http.screens import Screens, Viewer
from gateways.http.watching import Watching, sight_of, until_first, viewer_of, watching
from kit.counters import count
from kit.errors import Forbidden, NotAuthenticated, RegulationError, Unavailable
from kit.problems import problem
from socle.accounts.rules import Kind
from tracker.live.hub import Screen

BEARER_PROTOCOL = "bearer."
PROTOCOL = "rramu.live"
"""Answered to a client that offers it beside its token; the token is never sent back."""

router = APIRouter()


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """Serve one screen from sign-in to close."""
    screens: Screens = websocket.app.state.screens
    try:
        viewer = await _sign_in(screens, websocket)
        sight = sight_of(viewer.caller)
    except RegulationError as refusal:
        count(f"live.refused.{refusal.code()}")
        await websocket.send_denial_response(problem(refusal))
        return
    offered: list[str] = websocket.scope["subprotocols"]
    await websocket.accept(PROTOCOL if PROTOCOL in offered else None)
    with watching(screens, viewer, sight) as opened:
        await _serve(websocket, opened)


async def _serve(websocket: WebSocket, opened: Watching) -> None:
    """Read and write until the screen leaves or has to be closed."""
    screen = opened.screen
    await until_first(screen, _read(websocket, opened), _write(websocket, screen))
    if screen.close is not None:
        try:
            async with asyncio.timeout(1.0):  # a screen that reads nothing cannot be told either
                await websocket.close(screen.close.code, screen.close.reason)
        except (TimeoutError, WebSocketDisconnect):
            count("live.closed.unheard")


async def _write(websocket: WebSocket, screen: Screen) -> None:
    try:
        while True:
            await websocket.send_text(await screen.next())
            screen.left()
    except WebSocketDisconnect:
        return


async def _read(websocket: WebSocket, opened: Watching) -> None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await opened.hear(message.get("text") or message.get("bytes") or b"")


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
    return viewer_of(screens.state, *carried, found.caller)


def _offered(websocket: WebSocket) -> tuple[str, Kind] | None:
    """Give the token offered as a sub-protocol, by a program whose websocket library sets no header."""
    offered: list[str] = websocket.scope["subprotocols"]
    tokens = [name.removeprefix(BEARER_PROTOCOL) for name in offered if name.startswith(BEARER_PROTOCOL)]
    return (tokens[0], "bearer") if tokens else None
