"""Sign in, see who one is, sign out."""

from typing import Annotated

from fastapi import Depends, Request, Response
from msgspec.structs import replace

from db.engine import Reading, Writing, glancing
from dispatch.cases import holding
from gateways.http.auth import COOKIE, signed_in, token_of
from gateways.http.provider import ProviderAway
from gateways.http.state import state_of
from gateways.http.throttle import Throttle
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, require, transaction
from kit.openapi import describes
from kit.problems import problem
from kit.wire.accounts import Credentials, SessionView
from kit.wire.centres import PostEntry
from kit.wire.people import AccessLinkView, SignedOut
from socle.accounts import posts, seniors, service, sessions, sign_in
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
    """Sign in. A screen is answered with an HttpOnly cookie and a CSRF value, a program with a bearer token.

    Refused with `second-factor-needed` when the password is right and a code must come with it, with `second-factor-missing` and the
    one-time `link` to set one up when the account's role asks for one it does not have.
    """
    state = state_of(request)
    throttle = Throttle(state.redis, state.settings.redis.prefix)
    door = door_of(request)
    await throttle.enter(credentials.login, door.address)
    try:
        opened = await sign_in.by_password(session, now, credentials, door)
    except sign_in.SecondFactorNeeded:
        await throttle.undo(credentials.login, door.address)
        raise
    await throttle.forgive(credentials.login, door.address)
    if isinstance(opened, AccessLinkView):  # not raised: the link is to be kept
        return problem(sign_in.SecondFactorMissing("set up your second factor first", link=opened.token))
    if credentials.kind == "bearer":
        return answer(replace(opened.view, token=opened.token), 201)
    return with_cookie(answer(opened.view, 201), opened.token, secure=state.settings.http.secure_cookies)


def door_of(request: Request) -> sign_in.Door:
    """Give where a request comes from, and who needs a second factor here."""
    return sign_in.Door(
        address=request.client.host if request.client else "unknown",
        agent=request.headers.get("user-agent", ""),
        second_factor_roles=state_of(request).settings.second_factor_roles(),
    )


def with_cookie(response: Response, token: str, *, secure: bool) -> Response:
    """Give an answer with the cookie of a session just opened."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LENGTH["cookie"].total_seconds()),
        httponly=True,
        samesite="strict",
        secure=secure,
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


@router.post("/session/post", **describes(PostEntry, None, 204))
async def take_post(
    caller: Annotated[Caller, Depends(require("session.read"))],
    current: Annotated[SignedIn, Depends(signed_in)],
    entry: Annotated[PostEntry, Depends(body(PostEntry))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Work at one post from now on: the session has its rights alone, and those of the pools it takes on.

    Refused to an intern without a senior at work there; and while a case or a task is held that this post does not see.
    """
    await seniors.acting(session, caller, entry.role, entry.centre_id, now.now())
    await posts.take(session, caller, now, current.session_id, entry)
    rights = await posts.in_force(session, caller.account_id, current.session_id, now.now())
    await holding.check_sees(session, caller, {right.centre_id for right in rights}, now.now())
    return Response(status_code=204)


async def _end_url(request: Request, current: Annotated[SignedIn, Depends(signed_in)]) -> str | None:
    """Give where the browser ends the identity provider's session; none when it did not open this one, or is away.

    To be asked for before the transaction, since the provider may be slow.
    """
    state = state_of(request)
    if state.provider is None:
        return None
    async with glancing(state.engine) as session:
        id_token = await sessions.id_token(session, current)
    try:
        return None if id_token is None else await state.provider.end_url(id_token)
    except ProviderAway:
        return None


@router.delete("/session", **describes(None, SignedOut))
async def end_session(
    caller: Annotated[Caller, Depends(require("session.end"))],
    current: Annotated[SignedIn, Depends(signed_in)],
    end_url: Annotated[str | None, Depends(_end_url)],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Sign out; refused while cases or tasks would stay with nobody. 204, or where the browser goes to leave the identity provider too."""
    await holding.check_free(session, caller, now.now())
    await sessions.sign_out(session, now, current)
    response = Response(status_code=204) if end_url is None else answer(SignedOut(end_url=end_url))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
