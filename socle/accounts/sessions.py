"""One's sessions: see them, end one, end all; and end those of somebody whose rights or access changed."""

from datetime import datetime, timedelta
from uuid import UUID

from db.engine import Reading, Writing
from db.models.accounts import Session
from db.secrets import cell
from kit.caller import Author
from kit.clock import Clock, real_now
from kit.errors import Conflict, NotFound
from kit.ids import AccountId, SessionId
from kit.wire.codes.people import SessionEnd, SignInMethod
from kit.wire.people import SessionRow
from socle.accounts import session_rows
from socle.accounts.factors import reveal
from socle.accounts.service import REGION, SignedIn, author_of
from socle.accounts.session_rows import Which
from socle.audit import service as audit


async def own(session: Reading, signed_in: SignedIn, now: datetime, idle: timedelta) -> list[SessionRow]:
    """Give the caller's open sessions, the latest used first."""
    return await of(session, signed_in.caller.account_id, now, idle, current=signed_in.session_id)


async def of(
    session: Reading, account: AccountId, now: datetime, idle: timedelta, *, current: SessionId | None = None
) -> list[SessionRow]:
    """Give an account's open sessions, the latest used first; `current`: the one that asks."""
    return [
        SessionRow(
            id=row.id,
            kind=row.kind,
            method=SignInMethod(row.method),
            opened_at=row.opened_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            address=row.address,
            agent=row.agent,
            current=row.id == current,
        )
        for row in await session_rows.open_sessions(session, account, now, now - idle)
    ]


async def sign_out(session: Writing, clock: Clock, signed_in: SignedIn) -> None:
    """End the session at hand; its token is worth nothing from then on."""
    which = Which(account=signed_in.caller.account_id, one=signed_in.session_id)
    await _end(session, clock, author_of(signed_in.caller), SessionEnd.SIGNED_OUT, which)


async def id_token(session: Reading, signed_in: SignedIn) -> str | None:
    """Give the identity provider's ID token of the session at hand, if it opened it."""
    stored = await session_rows.id_token(session, signed_in.session_id)
    return None if stored is None else reveal(session, stored, cell(Session.oidc_id_token, signed_in.session_id))


async def end_one(session: Writing, clock: Clock, signed_in: SignedIn, session_id: UUID) -> None:
    """End one of the caller's other sessions.

    Raises:
        NotFound: no such open session of the caller's; somebody else's is told alike.
        Conflict: it is the one at hand, which is left by signing out.
    """
    if session_id == signed_in.session_id:
        raise Conflict("this is the session you are in: sign out instead")
    ended = await _end(
        session,
        clock,
        author_of(signed_in.caller),
        SessionEnd.BY_OWNER,
        Which(account=signed_in.caller.account_id, one=session_id),
    )
    if not ended:
        raise NotFound("no such open session")


async def end_others(session: Writing, clock: Clock, signed_in: SignedIn, because: SessionEnd) -> None:
    """End every session of the caller's but the one at hand."""
    await _end(
        session,
        clock,
        author_of(signed_in.caller),
        because,
        Which(account=signed_in.caller.account_id, but=signed_in.session_id),
    )


async def end_by_manager(session: Writing, clock: Clock, author: Author, account: AccountId, session_id: UUID) -> None:
    """End one session of an account somebody manages.

    Raises:
        NotFound: no such open session of the account.
    """
    which = Which(account=account, one=session_id)
    if not await _end(session, clock, author, SessionEnd.BY_MANAGER, which):
        raise NotFound("no such open session")


async def end_all(session: Writing, clock: Clock, author: Author, account: AccountId, because: SessionEnd) -> None:
    """End every session of an account: its rights, its access or its place here changed."""
    await _end(session, clock, author, because, Which(account=account))


async def end_by_provider(session: Writing, clock: Clock, oidc_sid: str) -> bool:
    """End the session an identity provider opened under this name; False when none is open."""
    return await _end(session, clock, Author(None, "OIDC"), SessionEnd.BY_PROVIDER, Which(oidc_sid=oidc_sid))


async def _end(session: Writing, clock: Clock, author: Author, because: SessionEnd, which: Which) -> bool:
    ended = await session_rows.end(session, which, because, real_now())
    for session_id, account in ended:
        body = {"session_id": session_id, "account_id": account, "because": because}
        await audit.record(session, author, REGION, "session.ended", clock.now(), body)
    return bool(ended)
