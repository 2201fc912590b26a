"""Who opens a websocket, and how it is told yes, no and why it ends.

A screen signs in with its cookie, and then its Origin must be the instance's own address; a program sends its bearer token, in the
`Authorization` header or, where it cannot set one, as the sub-protocol `bearer.<token>`.
"""

import asyncio

from fastapi import WebSocket, WebSocketDisconnect

from db.trouble import PASSING, passes
from gateways.http.auth import identify, token_of
from gateways.http.screens import Screens, Viewer
from gateways.http.watching import viewer_of
from kit.counters import count
from kit.errors import Forbidden, NotAuthenticated, RegulationError, Unavailable
from kit.problems import problem
from socle.accounts.rules import Kind
from tracker.live.hub import Close

BEARER_PROTOCOL = "bearer."
PROTOCOL = "rramu.live"
"""Answered to a client that offers it beside its token; the token is never sent back."""


async def accept(websocket: WebSocket) -> None:
    """Say yes."""
    offered: list[str] = websocket.scope["subprotocols"]
    await websocket.accept(PROTOCOL if PROTOCOL in offered else None)


async def refuse(websocket: WebSocket, refusal: RegulationError) -> None:
    """Say no, with the problem a request would be answered."""
    count(f"live.refused.{refusal.code()}")
    await websocket.send_denial_response(problem(refusal))


async def say_why(websocket: WebSocket, close: Close) -> None:
    """Close, with the reason, to whom still reads."""
    try:
        async with asyncio.timeout(1.0):  # a screen that reads nothing cannot be told either
            await websocket.close(close.code, close.reason)
    except (TimeoutError, WebSocketDisconnect):
        count("live.closed.unheard")


async def sign_in(screens: Screens, websocket: WebSocket) -> Viewer:
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
