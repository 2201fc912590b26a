"""The SQL of accounts, rights and sessions: region-wide tables, no row-level security. Times are real."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import insert, select, update

from db.engine import Reading, Writing
from db.models.accounts import Account, AccountRight, Session
from db.models.directory import Centre
from kit.caller import Right
from kit.ids import AccountId, SessionId
from kit.wire.accounts import RightView
from kit.wire.codes.people import Role
from kit.wire.people import RightEntry


async def account(session: Reading, login: str) -> Account | None:
    """Find an account that may sign in."""
    found: Account | None = await session.scalar(select(Account).where(Account.login == login, Account.active))
    return found


async def linked_account(session: Reading, national_id: str) -> Account | None:
    """Find the account that may sign in and is linked to a professional's national identifier."""
    found: Account | None = await session.scalar(
        select(Account).where(Account.national_id == national_id, Account.active)
    )
    return found


async def account_id(session: Reading, login: str) -> AccountId | None:
    """Find an account by login, active or not."""
    found = await session.scalar(select(Account.id).where(Account.login == login))
    return None if found is None else AccountId(found)


async def name_of(session: Reading, account: AccountId) -> str | None:
    """Give an account's name."""
    return await session.scalar(select(Account.name).where(Account.id == account))


async def insert_account(
    session: Writing,
    *,
    account: AccountId,
    login: str,
    name: str,
    password_hash: str | None,
    belonging: Mapping[str, UUID | None],
    at: datetime,
) -> None:
    """Insert an active account."""
    await session.execute(
        insert(Account).values(
            id=account, login=login, name=name, password_hash=password_hash, active=True, created_at=at, **belonging
        )
    )


async def insert_rights(session: Writing, account: AccountId, rights: Collection[RightEntry]) -> None:
    """Insert rights an account does not hold, at least one."""
    await session.execute(insert(AccountRight), [{"account_id": account, **asdict(right)} for right in rights])


async def rights(session: Reading, account: AccountId) -> list[RightView]:
    """Give the rights of an account, in force or not, with the centres' names, ordered by centre and role."""
    return (await rights_of(session, [account])).get(account, [])


async def rights_of(session: Reading, accounts: Collection[UUID]) -> dict[UUID, list[RightView]]:
    """Give the rights of accounts, in force or not, by account; each ordered by centre and role."""
    rows = await session.execute(
        select(AccountRight, Centre.name)
        .join(Centre, Centre.id == AccountRight.centre_id)
        .where(AccountRight.account_id.in_(accounts))
        .order_by(Centre.code, AccountRight.role)
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, list[RightView]] = {}
    for right, centre in rows:
        found.setdefault(right.account_id, []).append(
            RightView(
                centre_id=right.centre_id,
                centre=centre,
                role=Role(right.role),
                from_at=right.from_at,
                to_at=right.to_at,
            )
        )
    return found


async def named(session: Reading, rights: Collection[Right]) -> list[RightView]:
    """Give rights with the centres' names: the account's own first, then pooled ones, each by centre and role."""
    query = select(Centre.id, Centre.code, Centre.name).where(Centre.id.in_({right.centre_id for right in rights}))
    centres = {centre_id: (code, name) for centre_id, code, name in await session.execute(query)}
    in_order = sorted(rights, key=lambda one: (one.held_at is not None, centres[one.centre_id][0], one.role))
    return [
        RightView(centre_id=one.centre_id, centre=centres[one.centre_id][1], role=one.role, held_at=one.held_at)
        for one in in_order
    ]


async def touch(session: Writing, session_id: SessionId, at: datetime) -> None:
    """Say that a session was used."""
    await session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=at))


async def ended_session(session: Reading, token_hash: bytes) -> SessionId | None:
    """Find a session by its token's hash, if it was ended."""
    found = await session.scalar(
        select(Session.id).where(Session.token_hash == token_hash, Session.ended_at.is_not(None))
    )
    return None if found is None else SessionId(found)


async def set_password(session: Writing, account: AccountId, password_hash: str) -> None:
    """Replace an account's password."""
    await session.execute(update(Account).where(Account.id == account).values(password_hash=password_hash))
