"""One's own account: its sessions, its password, its second factor."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from gateways.http.auth import signed_in
from gateways.http.state import state_of
from gateways.http.throttle import Throttle
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.http import answer, body, clock, look, make_router, require, told_once, transaction
from kit.openapi import describes
from kit.wire.codes.people import SessionEnd
from kit.wire.people import AccessLinkView, OwnAccount, PasswordChange, PasswordProof, RecoveryCodes
from socle.accounts import own, sessions
from socle.accounts.service import SignedIn

router = make_router("account")

Own = Annotated[Caller, Depends(require("account.own"))]
Current = Annotated[SignedIn, Depends(signed_in)]
Looking = Annotated[Reading, Depends(look, scope="function")]
Changing = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]


@router.get("/account", **describes(None, OwnAccount))
async def see(request: Request, _: Own, current: Current, session: Looking) -> Response:
    """Give the caller's account with its open sessions."""
    idle = timedelta(seconds=state_of(request).settings.http.session_idle_s)
    return answer(await own.see(session, current, real_now(), idle))


@router.delete("/account/sessions/{session_id}", **describes(None, None, 204))
async def end_session(session_id: UUID, _: Own, current: Current, session: Changing, now: Now) -> Response:
    """End one of one's own sessions; its live connection closes at once."""
    await sessions.end_one(session, now, current, session_id)
    return Response(status_code=204)


@router.delete("/account/sessions", **describes(None, None, 204))
async def end_other_sessions(_: Own, current: Current, session: Changing, now: Now) -> Response:
    """End every session of one's own but this one."""
    await sessions.end_others(session, now, current, SessionEnd.BY_OWNER)
    return Response(status_code=204)


async def _slowed(request: Request, caller: Own) -> Caller:
    """Count a password given again as a try to sign in: a session left open is no place to guess from.

    Raises: TooMany.
    """
    state = state_of(request)
    address = request.client.host if request.client else "unknown"
    await Throttle(state.redis, state.settings.redis.prefix).enter(caller.login, address)
    return caller


Slowed = Annotated[Caller, Depends(_slowed)]
Secret = Annotated[None, Depends(told_once)]


@router.put("/account/password", **describes(PasswordChange, None, 204))
async def change_password(
    _: Slowed,
    current: Current,
    entry: Annotated[PasswordChange, Depends(body(PasswordChange))],
    session: Changing,
    now: Now,
) -> Response:
    """Choose another password; every other session ends."""
    await own.change_password(session, now, current, entry)
    return Response(status_code=204)


@router.post("/account/second-factor", **describes(PasswordProof, AccessLinkView, 201))
async def replace_second_factor(
    _: Slowed,
    _secret: Secret,
    current: Current,
    entry: Annotated[PasswordProof, Depends(body(PasswordProof))],
    session: Changing,
    now: Now,
) -> Response:
    """Begin to set up a second factor: gives the one-time link to do it with."""
    return answer(await own.replace_second_factor(session, now, current, entry), 201)


@router.post("/account/recovery-codes", **describes(PasswordProof, RecoveryCodes, 201))
async def renew_recovery_codes(
    _: Slowed,
    _secret: Secret,
    current: Current,
    entry: Annotated[PasswordProof, Depends(body(PasswordProof))],
    session: Changing,
    now: Now,
) -> Response:
    """Replace the recovery codes; the older ones are worth nothing any more."""
    return answer(await own.renew_recovery_codes(session, now, current, entry), 201)
