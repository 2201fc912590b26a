"""The second factor of an account in the database: accept a code once, set up a new one, give recovery codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, update

from db.engine import Reading, Writing
from db.models.accounts import Account, RecoveryCode
from db.secrets import cell, keyring
from kit.ids import AccountId, new_id
from kit.wire.codes.people import SignInMethod
from socle.accounts.rules import token_hash
from socle.accounts.second_factor import accepted_step, plain, recovery_codes
from socle.accounts.service import REGION


def hide(session: Reading, secret: str, place: str) -> str:
    """Give a secret as it is stored: encrypted for its one place."""
    return keyring(session).encrypt(REGION, secret, place)


def reveal(session: Reading, stored: str, place: str) -> str:
    """Give a stored secret back."""
    return keyring(session).decrypt(stored, place)


async def accept(session: Writing, account: Account, code: str, now: datetime) -> SignInMethod | None:
    """Take a code of the authenticator or a recovery code, each once; none when it is wrong or was used."""
    if account.totp_secret is None:
        return None
    given = plain(code)
    secret = reveal(session, account.totp_secret, cell(Account.totp_secret, account.id))
    step = accepted_step(secret, given, now, account.totp_step)
    if step is not None and await _claim_step(session, account.id, step):
        return SignInMethod.TOTP
    if step is None and await _claim_recovery(session, account.id, given, now):
        return SignInMethod.RECOVERY
    return None


async def _claim_step(session: Writing, account: UUID, step: int) -> bool:
    """Move the last accepted step; False when another sign-in was faster with the same code."""
    claimed = await session.scalar(
        update(Account)
        .where(Account.id == account, or_(Account.totp_step.is_(None), Account.totp_step < step))
        .values(totp_step=step)
        .returning(Account.id)
    )
    return claimed is not None


async def _claim_recovery(session: Writing, account: UUID, code: str, now: datetime) -> bool:
    claimed = await session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account,
            RecoveryCode.code_hash == token_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return claimed is not None


async def settle(session: Writing, account: AccountId, secret: str, step: int) -> list[str]:
    """Give an account this second factor; its first code is used up. Gives the recovery codes, told once."""
    stored = hide(session, secret, cell(Account.totp_secret, account))
    await session.execute(update(Account).where(Account.id == account).values(totp_secret=stored, totp_step=step))
    return await renew_recovery(session, account)


async def remove(session: Writing, account: AccountId) -> None:
    """Take an account's second factor away; the next sign-in asks for a new one where the role needs it."""
    await session.execute(update(Account).where(Account.id == account).values(totp_secret=None, totp_step=None))
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account))


async def renew_recovery(session: Writing, account: AccountId) -> list[str]:
    """Replace an account's recovery codes; gives them, told once."""
    codes = list(recovery_codes())
    await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account))
    rows = [{"id": new_id(), "account_id": account, "code_hash": token_hash(plain(code))} for code in codes]
    await session.execute(insert(RecoveryCode), rows)
    return codes


async def recovery_left(session: Reading, account: AccountId) -> int:
    """Count the recovery codes that are still good."""
    counted = await session.scalar(
        select(func.count()).where(RecoveryCode.account_id == account, RecoveryCode.used_at.is_(None))
    )
    return counted or 0
