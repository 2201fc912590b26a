"""Who is calling: the screen by a cookie and a CSRF header, programs by a bearer token."""

from datetime import timedelta

import structlog
from fastapi import Request
from starlette.requests import HTTPConnection

from db.engine import alone, glancing, writing
from gateways.http.state import State, state_of
from kit.clock import real_now
from kit.counters import count
from kit.errors import Forbidden, NotAuthenticated
from socle.accounts import posts
from socle.accounts import service as accounts
from socle.accounts.rules import Kind, same_csrf
from socle.accounts.service import SignedIn

log = structlog.get_logger()

COOKIE = "rramu_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "bearer "


def token_of(connection: HTTPConnection) -> tuple[str, Kind] | None:
    """Give the token a connection carries and how it carries it. A bearer token goes before a cookie."""
    authorization = connection.headers.get("authorization", "")
    if authorization.lower().startswith(_BEARER):
        return authorization[len(_BEARER) :].strip(), "bearer"
    cookie = connection.cookies.get(COOKIE)
    return None if cookie is None else (cookie, "cookie")


async def identify(state: State, token: str, kind: Kind, *, touch: bool = True) -> SignedIn | None:
    """Find whose token it is; none when it does not hold, at an hour without any right, or was given for another way of carrying it.

    `touch`: somebody is acting, so that the session's idle time starts again.
    """
    now = real_now()
    idle = timedelta(seconds=state.settings.http.session_idle_s)
    async with alone(state.engine) as connection:
        found = await posts.find_caller(connection, token, now, idle, state.clock.now())
    if found is None and touch:
        await _note_reuse(state, token)
    if found is None or found.kind != kind:
        return None
    if touch and found.lifetime.due_for_touch(now):
        async with writing(state.engine, None, ()) as session:
            await accounts.touch_session(session, found, now)
    return found


async def _note_reuse(state: State, token: str) -> None:
    """Count and log that somebody still holds the token of a session that was ended."""
    async with glancing(state.engine) as session:
        reused = await accounts.is_reused(session, token)
    if reused is not None:
        count("session.reused")
        log.warning("session.reused", session_id=str(reused))


async def authenticate(request: Request) -> None:
    """Put the caller and the session in `request.state`; every route but the public ones depends on it.

    Raises: NotAuthenticated; Forbidden when a screen's change lacks its CSRF value.
    """
    carried = token_of(request)
    found = None if carried is None else await identify(state_of(request), *carried)
    if found is None:
        raise NotAuthenticated("sign in first")
    changes_by_screen = found.kind == "cookie" and request.method not in SAFE_METHODS
    if changes_by_screen and not same_csrf(request.headers.get(CSRF_HEADER, ""), found.csrf_hash):
        raise Forbidden(f"the header {CSRF_HEADER} is missing or wrong")
    request.state.signed_in = found
    request.state.caller = found.caller


async def signed_in(request: Request) -> SignedIn:
    """Give the session `authenticate` found."""
    found: SignedIn = request.state.signed_in
    return found
