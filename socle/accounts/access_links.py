"""One-time links: to choose a password, to set up a second factor. Told once, good once, for a time; only their hash is stored."""

import secrets
from datetime import datetime

from sqlalchemy import select, update

from db.engine import Reading, Writing
from db.models.accounts import AccessLink, Account
from db.secrets import cell
from kit.caller import Author
from kit.clock import Clock, real_now
from kit.errors import Invalid, NotAuthenticated
from kit.ids import AccountId, new_id
from kit.wire.codes.people import LinkPurpose, Role, SessionEnd
from kit.wire.people import AccessEntry, AccessLinkView, AccessView, RecoveryCodes
from socle.accounts import factors, repository, sessions
from socle.accounts.passwords import hash_password
from socle.accounts.rules import MINIMUM_PASSWORD_LENGTH, check_password, token_hash
from socle.accounts.second_factor import accepted_step, new_secret, picture, plain
from socle.accounts.service import REGION
from socle.audit import service as audit

REFUSED = "this link does not hold: it was used, replaced, or its time is over"


async def make(
    session: Writing, account: AccountId, purpose: LinkPurpose, expires_at: datetime, *, by: AccountId | None
) -> AccessLinkView:
    """Make a link; the account's older ones are worth nothing from then on."""
    now = real_now()
    await session.execute(
        update(AccessLink).where(AccessLink.account_id == account, AccessLink.used_at.is_(None)).values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    row = AccessLink(
        id=new_id(),
        account_id=account,
        purpose=purpose.value,
        token_hash=token_hash(token),
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    row.totp_secret = factors.hide(session, new_secret(), cell(AccessLink.totp_secret, row.id))
    session.add(row)
    await session.flush()
    return AccessLinkView(token=token, expires_at=expires_at)


async def look(session: Reading, token: str, must: frozenset[Role], instance: str) -> AccessView:
    """Give what a link asks for. `must`: the roles that need a second factor here.

    Raises:
        NotAuthenticated: the link does not hold.
    """
    link, account = await _find(session, token)
    secret = _secret(session, link) if await _asks_for_factor(session, link, account, must) else None
    return AccessView(
        login=account.login,
        name=account.name,
        purpose=LinkPurpose(link.purpose),
        minimum_password_length=MINIMUM_PASSWORD_LENGTH,
        secret=secret,
        qr_svg=None if secret is None else picture(secret, account.login, instance),
    )


async def use(session: Writing, clock: Clock, entry: AccessEntry, must: frozenset[Role]) -> RecoveryCodes:
    """Choose the password and set up the second factor a link asks for; every session of the account ends.

    Gives the recovery codes, none when there is no second factor.

    Raises:
        NotAuthenticated: the link does not hold.
        Invalid: the password or the first code is missing or wrong; the link still holds.
    """
    link, account = await _find(session, entry.token)
    account_id = AccountId(account.id)
    if link.purpose == LinkPurpose.ACCESS:
        if entry.password is None:
            raise Invalid("choose a password", path="$.password")
        check_password(entry.password, account.login, account.name)
    codes: list[str] = []
    if await _asks_for_factor(session, link, account, must):
        secret = _secret(session, link)
        step = accepted_step(secret, plain(entry.code or ""), real_now(), None)
        if step is None:
            raise Invalid("this is not the code the authenticator shows now", path="$.code")
        codes = await factors.settle(session, account_id, secret, step)
    if not await _claim(session, link):
        raise NotAuthenticated(REFUSED)
    if entry.password is not None and link.purpose == LinkPurpose.ACCESS:
        await repository.set_password(session, account_id, await hash_password(entry.password))
    author = Author(account_id, "OWNER")
    await sessions.end_all(session, clock, author, account_id, SessionEnd.ACCESS_CHANGED)
    body = {"account_id": account_id, "purpose": link.purpose, "second_factor": bool(codes)}
    await audit.record(session, author, REGION, "account.access_set", clock.now(), body)
    return RecoveryCodes(codes=codes)


async def _find(session: Reading, token: str) -> tuple[AccessLink, Account]:
    row = (
        await session.execute(
            select(AccessLink, Account)
            .join(Account, Account.id == AccessLink.account_id)
            .where(AccessLink.token_hash == token_hash(token), Account.active)
        )
    ).one_or_none()
    if row is None or row[0].used_at is not None or row[0].expires_at <= real_now():
        raise NotAuthenticated(REFUSED)
    return row[0], row[1]


async def _claim(session: Writing, link: AccessLink) -> bool:
    claimed = await session.scalar(
        update(AccessLink)
        .where(AccessLink.id == link.id, AccessLink.used_at.is_(None))
        .values(used_at=real_now(), totp_secret=None)
        .returning(AccessLink.id)
    )
    return claimed is not None


async def _asks_for_factor(session: Reading, link: AccessLink, account: Account, must: frozenset[Role]) -> bool:
    """Tell whether a link sets up a second factor: it was made for that, or one is needed and none is there."""
    if link.purpose == LinkPurpose.SECOND_FACTOR:
        return True
    rights = await repository.rights(session, AccountId(account.id))
    return account.totp_secret is None and not must.isdisjoint(right.role for right in rights)


def _secret(session: Reading, link: AccessLink) -> str:
    if link.totp_secret is None:
        raise NotAuthenticated(REFUSED)
    return factors.reveal(session, link.totp_secret, cell(AccessLink.totp_secret, link.id))
