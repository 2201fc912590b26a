"""Accounts in a manager's scope, and who manages what. Services check the scope; out of it, an account is not there."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from db.engine import Reading, Writing
from gateways.http.state import state_of
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.http import answer, body, clock, look, make_router, require, told_once, transaction
from kit.openapi import describes
from kit.wire.people import (
    AccessLinkView,
    AccountChange,
    AccountEntry,
    AccountRow,
    ManagerChoices,
    NewAccount,
    ScopeEntry,
    ScopeView,
    SessionRow,
)
from socle.accounts import delegation, managers

router = make_router("accounts")

Manager = Annotated[Caller, Depends(require("account.manage"))]
Delegating = Annotated[Caller, Depends(require("account.delegate"))]
Looking = Annotated[Reading, Depends(look, scope="function")]
Changing = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Secret = Annotated[None, Depends(told_once)]


def _link_length(request: Request) -> timedelta:
    return timedelta(hours=state_of(request).settings.accounts.link_hours)


@router.get("/accounts", **describes(None, list[AccountRow]))
async def listed(caller: Manager, session: Looking, q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """List the accounts in the caller's scope whose login or name has the letters `q`; at most 500."""
    return answer(await managers.listed(session, caller, q))


@router.get("/accounts/choices", **describes(None, ManagerChoices))
async def choices(caller: Manager, session: Looking) -> Response:
    """Say what the caller may give, by centre and by organisation."""
    return answer(await managers.choices(session, caller))


@router.post("/accounts", **describes(AccountEntry, NewAccount, 201))
async def create(
    request: Request,
    caller: Manager,
    _: Secret,
    entry: Annotated[AccountEntry, Depends(body(AccountEntry))],
    session: Changing,
    now: Now,
) -> Response:
    """Open an account; gives the one-time link of its first sign-in, told once."""
    return answer(await managers.create(session, caller, now, entry, _link_length(request)), 201)


@router.patch("/accounts/{account_id}", **describes(AccountChange, AccountRow))
async def change(
    account_id: UUID,
    caller: Manager,
    entry: Annotated[AccountChange, Depends(body(AccountChange))],
    session: Changing,
    now: Now,
) -> Response:
    """Change name, rights or state; changed rights end every session of the account at once."""
    return answer(await managers.change(session, caller, now, account_id, entry))


@router.post("/accounts/{account_id}/link", **describes(None, AccessLinkView, 201))
async def reset(
    request: Request, account_id: UUID, caller: Manager, _: Secret, session: Changing, now: Now
) -> Response:
    """Take password and second factor away and give the one-time link to choose new ones."""
    return answer(await managers.reset(session, caller, now, account_id, _link_length(request)), 201)


@router.get("/accounts/{account_id}/sessions", **describes(None, list[SessionRow]))
async def sessions(request: Request, account_id: UUID, caller: Manager, session: Looking) -> Response:
    """List the open sessions of an account."""
    idle = timedelta(seconds=state_of(request).settings.http.session_idle_s)
    return answer(await managers.sessions_of(session, caller, account_id, real_now(), idle))


@router.delete("/accounts/{account_id}/sessions/{session_id}", **describes(None, None, 204))
async def end_session(account_id: UUID, session_id: UUID, caller: Manager, session: Changing, now: Now) -> Response:
    """End one session of an account; its live connection closes at once."""
    await managers.end_session(session, caller, now, account_id, session_id)
    return Response(status_code=204)


@router.get("/account-scopes", **describes(None, list[ScopeView]))
async def scopes(_: Delegating, session: Looking) -> Response:
    """List who manages what."""
    return answer(await delegation.scopes(session))


@router.post("/account-scopes", **describes(ScopeEntry, ScopeView, 201))
async def give(
    caller: Delegating, entry: Annotated[ScopeEntry, Depends(body(ScopeEntry))], session: Changing, now: Now
) -> Response:
    """Let an account manage those of one centre or of one organisation."""
    return answer(await delegation.give(session, caller, now, entry), 201)


@router.delete("/account-scopes/{scope_id}", **describes(None, None, 204))
async def take_back(scope_id: UUID, caller: Delegating, session: Changing, now: Now) -> Response:
    """End a scope at once."""
    await delegation.take_back(session, caller, now, scope_id)
    return Response(status_code=204)
