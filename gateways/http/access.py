"""One-time links: what one asks for, and its use. The token is the proof; it travels in bodies, never in an address."""

from typing import Annotated

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from gateways.http.state import state_of
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, transaction
from kit.openapi import describes
from kit.wire.people import AccessEntry, AccessLook, AccessView, RecoveryCodes
from socle.accounts import access_links

public = make_router("access")


@public.post("/access/look", **describes(AccessLook, AccessView))
async def look_at(
    request: Request,
    entry: Annotated[AccessLook, Depends(body(AccessLook))],
    session: Annotated[Reading, Depends(look, scope="function")],
) -> Response:
    """Say what a one-time link asks for: a password, a second factor, or both."""
    settings = state_of(request).settings
    view = await access_links.look(session, entry.token, settings.second_factor_roles(), settings.instance.name)
    return answer(view)


@public.post("/access", **describes(AccessEntry, RecoveryCodes))
async def use(
    request: Request,
    entry: Annotated[AccessEntry, Depends(body(AccessEntry))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Choose the password, set up the second factor; gives the recovery codes, told once."""
    must = state_of(request).settings.second_factor_roles()
    return answer(await access_links.use(session, now, entry, must))
