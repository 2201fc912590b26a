"""Sign in through the identity provider: to it, back from it, and out when its session ends.

What a sign-in began with waits in Redis under its state, for some minutes, and is taken out by the first return: a state, a nonce or a code
replayed finds nothing. A cookie binds it to the browser that began. What does not hold sends the browser back to the door with a word.
"""

import hashlib
import hmac
import secrets
from typing import Annotated
from urllib.parse import parse_qs, urlencode

import msgspec
import structlog
from fastapi import Depends, Request, Response
from msgspec import Struct
from starlette.responses import RedirectResponse

from db.engine import Writing, writing
from gateways.http.provider import Provider, ProviderAway, ProviderRefused
from gateways.http.session import door_of, with_cookie
from gateways.http.state import State, state_of
from gateways.redis import REDIS_AWAY
from kit.clock import Clock
from kit.counters import count
from kit.errors import NotFound, RegulationError
from kit.http import answer, clock, make_router, transaction
from kit.openapi import describes
from kit.wire.people import ProviderView
from socle.accounts import sessions, sign_in
from socle.accounts.rules import token_hash

log = structlog.get_logger()

public = make_router("oidc")
COOKIE = "rramu_oidc"
PATH = "/api/oidc"
TIME_S = 600
"""How long somebody may take at the provider's."""


class _Begun(Struct, frozen=True):
    """What a sign-in began with; `browser` is the hash of the cookie."""

    nonce: str
    verifier: str
    browser: bytes


def _provider(request: Request) -> Provider:
    found = state_of(request).provider
    if found is None:
        raise NotFound("no such route")
    return found


Speaking = Annotated[Provider, Depends(_provider)]


@public.get("/oidc", **describes(None, ProviderView))
async def see(provider: Speaking) -> Response:
    """Name the identity provider the door offers; there is no such route where none is set up."""
    return answer(ProviderView(name=provider.settings.name, path=f"{PATH}/start"))


@public.get("/oidc/start", **describes(None, None, 303))
async def start(request: Request, provider: Speaking) -> Response:
    """Send the browser to the identity provider."""
    state = state_of(request)
    key, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
    try:
        target = await provider.begin(key, nonce, verifier)
        begun = msgspec.json.encode(_Begun(nonce, verifier, token_hash(browser)))
        await state.redis.set(_place(state, key), begun, ex=TIME_S)
    except (ProviderAway, *REDIS_AWAY):
        return _back("away")
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=TIME_S,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=state.settings.http.secure_cookies,
    )
    return response


@public.get("/oidc/return", **describes(None, None, 303))
async def come_back(
    request: Request,
    provider: Speaking,
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Take the browser back from the identity provider: into the room, or to the door with the reason."""
    state = state_of(request)
    try:
        begun = await _take(request, state)
        vouched = await provider.finish(request.query_params.get("code", ""), begun.nonce, begun.verifier)
        provided = sign_in.Provided(vouched.sid, vouched.id_token)
        # Opened only now: the provider's slowness holds no connection of the pool.
        async with writing(state.engine, None, ()) as session:
            opened = await sign_in.by_provider(session, now, vouched.national_id, provided, door_of(request))
    except RegulationError as refusal:
        count(f"oidc.refused.{refusal.code()}")
        return _back(_WORDS.get(type(refusal), "unlinked"))
    except REDIS_AWAY:
        return _back("away")
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")
    return with_cookie(response, opened.token, secure=state.settings.http.secure_cookies)


_WORDS: dict[type[RegulationError], str] = {ProviderAway: "away", ProviderRefused: "refused"}
"""The word the door is told; anything else means that no account is linked, or that it holds no right."""


async def _take(request: Request, state: State) -> _Begun:
    """Take what the sign-in began with, once, for the browser that began it.

    Raises: ProviderRefused.
    """
    kept = await state.redis.getdel(_place(state, request.query_params.get("state", "")))
    browser = request.cookies.get(COOKIE, "")
    begun = None if kept is None else msgspec.json.decode(kept, type=_Begun)
    if begun is None or not hmac.compare_digest(begun.browser, token_hash(browser)):
        log.warning("oidc.refused", why="state")
        raise ProviderRefused("this sign-in was not begun here, or is over")
    if "error" in request.query_params:
        log.warning("oidc.refused", why="provider")
        raise ProviderRefused("the identity provider did not sign in anybody")
    return begun


def _place(state: State, key: str) -> str:
    return f"{state.settings.redis.prefix}oidc:{hashlib.sha256(key.encode()).hexdigest()}"


def _back(why: str) -> Response:
    return RedirectResponse(f"/?{urlencode({'refused': why})}", 303)


async def _ended(request: Request, provider: Speaking) -> str:
    """Give the provider's name of the session that is over; to be asked for before the transaction, since the provider may be slow."""
    form = parse_qs((await request.body()).decode("ascii", "replace"), max_num_fields=5)
    return await provider.ended(form.get("logout_token", [""])[0])


@public.post("/oidc/logout", **describes(None, None))
async def logout(
    ended: Annotated[str, Depends(_ended)],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """End the session the identity provider says is over (back-channel logout)."""
    await sessions.end_by_provider(session, now, ended)
    return Response(status_code=200)
