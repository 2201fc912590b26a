"""What one changes of one's own account: the password, the second factor, its recovery codes. Each asks for the password again."""

from datetime import datetime, timedelta

from db.engine import Reading, Writing
from db.models.accounts import Account
from kit.clock import Clock, real_now
from kit.errors import Invalid
from kit.ids import AccountId
from kit.wire.codes.people import LinkPurpose, SessionEnd
from kit.wire.people import AccessLinkView, OwnAccount, PasswordChange, PasswordProof, RecoveryCodes
from socle.accounts import access_links, factors, repository, sessions
from socle.accounts.passwords import hash_password, verify_password
from socle.accounts.rules import check_password
from socle.accounts.service import REGION, SignedIn, author_of
from socle.accounts.sign_in import SETUP_LENGTH
from socle.audit import service as audit


async def see(session: Reading, signed_in: SignedIn, now: datetime, idle: timedelta) -> OwnAccount:
    """Give the caller's account with its open sessions."""
    account = await _account(session, signed_in)
    return OwnAccount(
        login=account.login,
        name=account.name,
        has_password=account.password_hash is not None,
        has_second_factor=account.totp_secret is not None,
        recovery_codes_left=await factors.recovery_left(session, AccountId(account.id)),
        is_linked=account.national_id is not None,
        sessions=await sessions.own(session, signed_in, now, idle),
    )


async def change_password(session: Writing, clock: Clock, signed_in: SignedIn, entry: PasswordChange) -> None:
    """Choose another password; every other session of the account ends.

    Raises:
        Invalid: the present password is wrong, or the new one is too weak or the same.
    """
    account = await _proved(session, signed_in, entry.current, "$.current")
    check_password(entry.password, account.login, account.name)
    if entry.password == entry.current:
        raise Invalid("this is the password you have", path="$.password")
    await repository.set_password(session, AccountId(account.id), await hash_password(entry.password))
    await sessions.end_others(session, clock, signed_in, SessionEnd.ACCESS_CHANGED)
    await _record(session, clock, signed_in, "account.password_changed")


async def replace_second_factor(
    session: Writing, clock: Clock, signed_in: SignedIn, entry: PasswordProof
) -> AccessLinkView:
    """Begin to set up a second factor, the first or another: give the one-time link. Until it is used the present one holds.

    Raises:
        Invalid: the password is wrong.
    """
    account = await _proved(session, signed_in, entry.password, "$.password")
    await _record(session, clock, signed_in, "account.second_factor_begun")
    account_id = AccountId(account.id)
    expires_at = real_now() + SETUP_LENGTH
    return await access_links.make(session, account_id, LinkPurpose.SECOND_FACTOR, expires_at, by=account_id)


async def renew_recovery_codes(
    session: Writing, clock: Clock, signed_in: SignedIn, entry: PasswordProof
) -> RecoveryCodes:
    """Give ten new recovery codes; the older ones are worth nothing any more.

    Raises:
        Invalid: the password is wrong, or there is no second factor to recover.
    """
    account = await _proved(session, signed_in, entry.password, "$.password")
    if account.totp_secret is None:
        raise Invalid("set up a second factor first")
    await _record(session, clock, signed_in, "account.recovery_codes_renewed")
    return RecoveryCodes(codes=await factors.renew_recovery(session, AccountId(account.id)))


async def _account(session: Reading, signed_in: SignedIn) -> Account:
    return await session.get_one(Account, signed_in.caller.account_id)


async def _proved(session: Reading, signed_in: SignedIn, password: str, path: str) -> Account:
    account = await _account(session, signed_in)
    if not await verify_password(account.password_hash, password):
        raise Invalid("this is not your password", path=path)
    return account


async def _record(session: Writing, clock: Clock, signed_in: SignedIn, kind: str) -> None:
    caller = signed_in.caller
    await audit.record(session, author_of(caller), REGION, kind, clock.now(), {"account_id": caller.account_id})
