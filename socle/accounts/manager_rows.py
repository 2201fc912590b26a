"""The SQL of managers: the accounts they see, what they change, and who may manage what. Region-wide tables, no row-level security."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from db.engine import Reading, Writing
from db.models.accounts import Account, AccountRight, ManagerScope, Session
from db.models.directory import Centre, Facility, Organisation
from db.models.fleet import Vehicle
from kit.ids import AccountId, CentreId
from kit.wire.accounts import RightView
from kit.wire.people import RightEntry
from socle.accounts import repository

AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Known:
    """An account with what a manager is shown of it."""

    account: Account
    organisation: str | None
    rights: tuple[RightView, ...]
    open_sessions: int
    last_seen_at: datetime | None
    is_manager: bool


async def known(session: Reading, now: datetime, condition: ColumnElement[bool]) -> list[Known]:
    """Give the accounts that fit a condition, by name, at most `AT_MOST`."""
    rows = (
        await session.execute(
            select(Account, Organisation.name)
            .outerjoin(Organisation, Organisation.id == Account.organisation_id)
            .where(condition)
            .order_by(Account.name, Account.login)
            .limit(AT_MOST)
        )
    ).all()
    ids = [account.id for account, _ in rows]
    rights = await repository.rights_of(session, ids)
    seen = await _seen(session, ids, now)
    managers = set(
        await session.scalars(
            select(ManagerScope.manager_id).where(ManagerScope.manager_id.in_(ids), ManagerScope.ended_at.is_(None))
        )
    )
    return [
        Known(
            account,
            organisation,
            tuple(rights.get(account.id, ())),
            *seen.get(account.id, (0, None)),
            is_manager=account.id in managers,
        )
        for account, organisation in rows
    ]


async def _seen(session: Reading, ids: Collection[UUID], now: datetime) -> dict[UUID, tuple[int, datetime | None]]:
    is_open = (Session.ended_at.is_(None)) & (Session.expires_at > now)
    rows = await session.execute(
        select(Session.account_id, func.count().filter(is_open), func.max(Session.last_seen_at))
        .where(Session.account_id.in_(ids))
        .group_by(Session.account_id)
    )
    return {account_id: (count, last) for account_id, count, last in rows}


def matches(letters: str) -> ColumnElement[bool]:
    """Give the condition that a login begins with, or a name holds, these letters."""
    return or_(Account.login.istartswith(letters, autoescape=True), Account.name.icontains(letters, autoescape=True))


def within(centres: Collection[UUID], organisations: Collection[UUID]) -> ColumnElement[bool]:
    """Give the condition that an account holds a right at one of the centres, or belongs to one of the organisations."""
    at = select(AccountRight.account_id).where(AccountRight.centre_id.in_(centres))
    return or_(Account.id.in_(at), Account.organisation_id.in_(organisations))


async def lock(session: Writing, account: UUID) -> None:
    """Let two managers of one account wait for each other."""
    await session.execute(select(Account.id).where(Account.id == account).with_for_update())


async def change(session: Writing, account: UUID, values: Mapping[str, object]) -> None:
    """Change columns of an account."""
    if values:
        await session.execute(update(Account).where(Account.id == account).values(values))


async def replace_rights(session: Writing, account: AccountId, rights: Collection[RightEntry]) -> None:
    """Give an account exactly these rights."""
    await session.execute(delete(AccountRight).where(AccountRight.account_id == account))
    if rights:
        await repository.insert_rights(session, account, rights)


async def centres(session: Reading) -> list[tuple[CentreId, str]]:
    """Give the centres that regulate, by code."""
    rows = await session.execute(select(Centre.id, Centre.name).where(Centre.regulates).order_by(Centre.code))
    return [(CentreId(centre_id), name) for centre_id, name in rows]


async def organisations(session: Reading) -> list[tuple[UUID, str]]:
    """Give the organisations by name."""
    rows = await session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return [(organisation_id, name) for organisation_id, name in rows]


async def belongs(session: Reading, organisation: UUID | None, facility: UUID | None, vehicle: UUID | None) -> bool:
    """Tell whether a facility and a vehicle, where given, are the organisation's."""
    owners: list[UUID | None] = []
    if facility is not None:
        owners.append(await session.scalar(select(Facility.organisation_id).where(Facility.id == facility)))
    if vehicle is not None:
        owners.append(await session.scalar(select(Vehicle.organisation_id).where(Vehicle.id == vehicle)))
    return all(organisation is not None and owner == organisation for owner in owners)


async def scopes(session: Reading) -> Sequence[tuple[ManagerScope, str, str]]:
    """Give every scope in force with its manager's name and its place's, by manager."""
    rows = await session.execute(
        select(ManagerScope, Account.name, func.coalesce(Centre.name, Organisation.name))
        .join(Account, Account.id == ManagerScope.manager_id)
        .outerjoin(Centre, Centre.id == ManagerScope.centre_id)
        .outerjoin(Organisation, Organisation.id == ManagerScope.organisation_id)
        .where(ManagerScope.ended_at.is_(None))
        .order_by(Account.name, ManagerScope.given_at)
    )
    return [(row, manager, place) for row, manager, place in rows]


async def end_scope(session: Writing, scope_id: UUID, at: datetime) -> AccountId | None:
    """End a scope; give whose it was, None when it is not in force."""
    found = await session.scalar(
        update(ManagerScope)
        .where(ManagerScope.id == scope_id, ManagerScope.ended_at.is_(None))
        .values(ended_at=at)
        .returning(ManagerScope.manager_id)
    )
    return None if found is None else AccountId(found)
