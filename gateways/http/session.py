"""Sign in, see who one is, sign out."""

from typing import Annotated

from fastapi import Depends, Request, Response
from msgspec.structs import replace

from db.engine import Reading, Writing
from dispatch.cases import holding
from gateways.http.auth import COOKIE, signed_in, token_of
from gateways.http.state import state_of
from gateways.http.throttle import Throttle
from kit.caller import Caller
from kit.clock import Clock
from kit.counters import count
from kit.errors import NotAuthenticated
from kit.http import answer, body, clock, describes, look, make_router, require, transaction
from kit.wire.accounts import Credentials, SessionView
from socle.accounts import service
from socle.accounts.rules import SESSION_LENGTH, csrf_of
from socle.accounts.service import SignedIn

public = make_router("session")
router = make_router("session")


@public.post("/session", **describes(Credentials, SessionView, 201))
async def open_session(
    request: Request,
    credentials: Annotated[Credentials, Depends(body(Credentials))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Sign in. A screen is answered with an HttpOnly cookie and a CSRF value, a program with a bearer token."""
    state = state_of(request)
    throttle = Throttle(state.redis, state.settings.redis.prefix)
    address = request.client.host if request.client else "unknown"
    await throttle.enter(credentials.login, address)
    try:
        view, token = await service.open_session(session, now, credentials)
    except NotAuthenticated:
        count("sign_in.refused")
        raise
    await throttle.forgive(credentials.login, address)
    if credentials.kind == "bearer":
        return answer(replace(view, token=token), 201)
    response = answer(view, 201)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LENGTH["cookie"].total_seconds()),
        httponly=True,
        samesite="strict",
        secure=state.settings.http.secure_cookies,
    )
    return response


@router.get("/session", **describes(None, SessionView))
async def see_session(
    request: Request,
    _: Annotated[Caller, Depends(require("session.read"))],
    current: Annotated[SignedIn, Depends(signed_in)],
    session: Annotated[Reading, Depends(look, scope="function")],
) -> Response:
    """Say who is calling and what they may do; gives a reloaded screen its CSRF value again."""
    view = await service.see(session, current)
    carried = token_of(request)
    if current.kind == "cookie" and carried is not None:
        view = replace(view, csrf=csrf_of(carried[0]))
    return answer(view)


@router.delete("/session", **describes(None, None, 204))
async def end_session(
    caller: Annotated[Caller, Depends(require("session.end"))],
    current: Annotated[SignedIn, Depends(signed_in)],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Sign out; refused while cases or tasks would stay with nobody."""
    await holding.check_free(session, caller)
    await service.end_session(session, now, current)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
