"""Sign in: by login and password with the second factor its roles ask for, or on the word of the identity provider."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog

from db.engine import Reading, Writing
from db.models.accounts import Account, Session
from db.secrets import cell
from kit.caller import Author
from kit.clock import Clock, real_now
from kit.counters import count
from kit.errors import Forbidden, NotAuthenticated
from kit.ids import AccountId, CentreId, SessionId, new_id
from kit.wire.accounts import Credentials, RightView, SessionView
from kit.wire.codes.people import LinkPurpose, Role, SignInMethod
from kit.wire.people import AccessLinkView
from socle.accounts import access_links, factors, posts, repository, session_rows
from socle.accounts.passwords import verify_password
from socle.accounts.rules import SESSION_LENGTH, Kind, csrf_of, token_hash
from socle.accounts.service import REGION, in_force
from socle.audit import service as audit

log = structlog.get_logger()

SETUP_LENGTH = timedelta(minutes=15)
"""How long somebody who just gave the right password may take to set up the missing second factor."""
AGENT_LENGTH = 200


class SecondFactorNeeded(NotAuthenticated):
    """The password is right; a code of the authenticator, or a recovery code, is needed with it."""

    title = "Code of the second factor needed"


class SecondFactorMissing(Forbidden):
    """The password is right; the role asks for a second factor that was never set up. `link`: the one-time token to do it with."""

    title = "Second factor to be set up first"


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody signs in from, and who must have a second factor here."""

    address: str
    agent: str
    second_factor_roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Provided:
    """What the identity provider said of a session it opened."""

    sid: str | None
    id_token: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, and its token, which is told once and never stored."""

    view: SessionView
    token: str


async def by_password(session: Writing, clock: Clock, credentials: Credentials, door: Door) -> Opened | AccessLinkView:
    """Sign in with a password; without the second factor the roles ask for, give the link to set it up instead.

    Raises:
        NotAuthenticated: in the same words whether the login, the password or the code is wrong.
        SecondFactorNeeded: the password is right and no code was given.
    """
    account = await repository.account(session, credentials.login)
    fits = await verify_password(None if account is None else account.password_hash, credentials.password)
    if account is None or not fits:
        _refused("password", None if account is None else account.id)
        raise NotAuthenticated("wrong login or password")
    rights = await _rights(session, account, clock)
    method = SignInMethod.PASSWORD
    if account.totp_secret is not None:
        if credentials.code is None:
            raise SecondFactorNeeded("give the code of your authenticator, or a recovery code")
        found = await factors.accept(session, account, credentials.code, real_now())
        if found is None:
            _refused("code", account.id)
            raise NotAuthenticated("wrong code")
        method = found
    elif not door.second_factor_roles.isdisjoint(right.role for right in rights):
        return await access_links.make(
            session, AccountId(account.id), LinkPurpose.SECOND_FACTOR, real_now() + SETUP_LENGTH, by=None
        )
    return await _open(session, clock, account, rights, credentials.kind, method, door)


async def by_provider(session: Writing, clock: Clock, national_id: str, provided: Provided, door: Door) -> Opened:
    """Sign in somebody the identity provider vouches for, if a manager has linked that person to an account.

    Raises:
        NotAuthenticated: no active account is linked, or it holds no right. None is ever made here.
    """
    account = await repository.linked_account(session, national_id)
    if account is None:
        _refused("unlinked", None)
        raise NotAuthenticated("no account here is linked to this identity")
    rights = await _rights(session, account, clock)
    return await _open(session, clock, account, rights, "cookie", SignInMethod.OIDC, door, provided)


async def _rights(session: Reading, account: Account, clock: Clock) -> list[RightView]:
    rights = in_force(await repository.rights(session, AccountId(account.id)), clock.now())
    if not rights:
        raise NotAuthenticated("this account holds no right at this hour")
    return rights


async def _open(  # noqa: PLR0917 - one caller for each way in
    session: Writing,
    clock: Clock,
    account: Account,
    rights: list[RightView],
    kind: Kind,
    method: SignInMethod,
    door: Door,
    provided: Provided | None = None,
) -> Opened:
    token = secrets.token_urlsafe(32)
    csrf = csrf_of(token) if kind == "cookie" else None
    now = real_now()
    session_id = new_id()
    kept = (
        None if provided is None else factors.hide(session, provided.id_token, cell(Session.oidc_id_token, session_id))
    )
    row = Session(
        id=session_id,
        account_id=account.id,
        kind=kind,
        token_hash=token_hash(token),
        csrf_hash=None if csrf is None else token_hash(csrf),
        opened_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LENGTH[kind],
        method=method.value,
        address=door.address,
        agent=door.agent[:AGENT_LENGTH],
        oidc_sid=None if provided is None else provided.sid,
        oidc_id_token=kept,
    )
    await session_rows.insert(session, row)
    author = Author(AccountId(account.id), rights[0].role.value, CentreId(rights[0].centre_id))
    body = {"session_id": row.id, "kind": kind, "method": method, "address": door.address}
    await audit.record(session, author, REGION, "session.opened", clock.now(), body)
    held = await posts.in_force(session, AccountId(account.id), SessionId(row.id), clock.now())
    view = SessionView(
        account_id=account.id,
        login=account.login,
        name=account.name,
        rights=await repository.named(session, held),
        expires_at=row.expires_at,
        csrf=csrf,
        has_second_factor=account.totp_secret is not None,
    )
    return Opened(view, token)


def _refused(because: str, account: object) -> None:
    """Write a refused sign-in in the log: by the account's id. What was typed as a login is never written: it may be anything."""
    count(f"sign_in.refused.{because}")
    log.warning("sign_in.refused", because=because, account_id=None if account is None else str(account))
