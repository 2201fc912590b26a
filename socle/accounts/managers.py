"""Manage others' accounts within one's scope: open, change, deactivate, reset. Every act is a fact of the region's chain."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import true

from db.engine import Reading, Writing
from db.models.accounts import Account
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict, Forbidden, Invalid, NotFound
from kit.ids import AccountId
from kit.wire.codes.people import LinkPurpose, Role, SessionEnd
from kit.wire.people import (
    AccessLinkView,
    AccountChange,
    AccountEntry,
    AccountRow,
    ManagerChoices,
    NewAccount,
    PlaceChoice,
    RightEntry,
    SessionRow,
)
from socle.accounts import access_links, factors, manager_rows, repository, service, sessions
from socle.accounts.manager_rows import Known
from socle.accounts.scopes import NEVER_DELEGATED, PARTNERS, Held, Power, power_of
from socle.accounts.service import REGION, Belonging, author_of
from socle.audit import service as audit


class LoginTaken(Conflict):
    """Somebody has this login, or this national identifier."""

    title = "Login or national identifier taken"


async def listed(session: Reading, caller: Caller, letters: str) -> list[AccountRow]:
    """Give the accounts in the caller's scope whose login or name has these letters, by name."""
    power = await power_of(session, caller)
    condition = manager_rows.matches(letters) if letters else true()
    if not power.is_administrator:
        centres = [scope.centre_id for scope in power.scopes if scope.centre_id is not None]
        organisations = [scope.organisation_id for scope in power.scopes if scope.organisation_id is not None]
        condition = condition & manager_rows.within(centres, organisations)
    found = await manager_rows.known(session, real_now(), condition)
    return [_row(one) for one in found if _manages(power, one)]


async def choices(session: Reading, caller: Caller) -> ManagerChoices:
    """Give what the caller may give, by place."""
    power = await power_of(session, caller)
    everything = list(Role)
    centres = [
        PlaceChoice(id=centre_id, name=name, roles=roles)
        for centre_id, name in await manager_rows.centres(session)
        if (roles := everything if power.is_administrator else _roles(power, centre_id=centre_id))
    ]
    organisations = [
        PlaceChoice(id=organisation_id, name=name, roles=roles)
        for organisation_id, name in await manager_rows.organisations(session)
        if (roles := sorted(PARTNERS) if power.is_administrator else _roles(power, organisation_id=organisation_id))
    ]
    return ManagerChoices(centres=centres, organisations=organisations, may_delegate=power.is_administrator)


def _roles(power: Power, *, centre_id: UUID | None = None, organisation_id: UUID | None = None) -> list[Role]:
    here = (scope for scope in power.scopes if (scope.centre_id, scope.organisation_id) == (centre_id, organisation_id))
    return sorted({role for scope in here for role in scope.roles})


async def create(
    session: Writing, caller: Caller, clock: Clock, entry: AccountEntry, link_length: timedelta
) -> NewAccount:
    """Open an account, and give the one-time link of its first sign-in.

    Raises:
        Forbidden: a right lies outside the caller's scope.
        Invalid: no right, a partner without its organisation, or another organisation's place or vehicle.
        LoginTaken.
    """
    power = await power_of(session, caller)
    if not entry.rights:
        raise Invalid("an account holds at least one right", path="$.rights")
    _check_given(power, entry.rights, entry.organisation_id)
    if not await manager_rows.belongs(session, entry.organisation_id, entry.facility_id, entry.vehicle_id):
        raise Invalid("this place or vehicle is not the organisation's", path="$.organisation_id")
    is_taken = await repository.account_id(session, entry.login) is not None
    if is_taken or (entry.national_id and await repository.linked_account(session, entry.national_id)):
        raise LoginTaken("choose another login, or find the account that has this identifier")
    account = await service.create_account(
        session,
        author_of(caller),
        clock,
        login=entry.login,
        name=entry.name,
        password=None,
        rights=entry.rights,
        belonging=Belonging(entry.organisation_id, entry.facility_id, entry.vehicle_id),
    )
    if entry.national_id is not None:
        await manager_rows.change(session, account, {"national_id": entry.national_id})
    link = await _link(session, account, link_length, caller)
    return NewAccount(account=_row(await _find(session, account)), link=link)


async def change(session: Writing, caller: Caller, clock: Clock, account_id: UUID, entry: AccountChange) -> AccountRow:
    """Change an account; changed rights, or its end, close every session at once.

    Raises:
        NotFound: no such account in the caller's scope.
        Forbidden: it is the caller's own, or a right lies outside the scope.
        LoginTaken: another account has the national identifier.
    """
    await manager_rows.lock(session, account_id)
    power, found = await _managed(session, caller, account_id)
    author, account = author_of(caller), AccountId(account_id)
    values: dict[str, object] = {
        name: value
        for name, value in (("name", entry.name), ("active", entry.active), ("national_id", entry.national_id))
        if value is not None
    }
    if entry.national_id is not None and await repository.linked_account(session, entry.national_id) not in {
        None,
        found.account,
    }:
        raise LoginTaken("another account has this national identifier")
    if entry.rights is not None:
        _check_given(power, entry.rights, found.account.organisation_id)
        await manager_rows.replace_rights(session, account, entry.rights)
        await sessions.end_all(session, clock, author, account, SessionEnd.RIGHTS_CHANGED)
    await manager_rows.change(session, account, values)
    if entry.active is False:
        await sessions.end_all(session, clock, author, account, SessionEnd.DEACTIVATED)
    body: dict[str, object] = {"account_id": account, **values}
    if entry.rights is not None:
        body["rights"] = [asdict(one) for one in entry.rights]
    await audit.record(session, author, REGION, "account.changed", clock.now(), body)
    return _row(await _find(session, account))


async def reset(
    session: Writing, caller: Caller, clock: Clock, account_id: UUID, link_length: timedelta
) -> AccessLinkView:
    """Take password and second factor away, end every session, and give the one-time link to choose new ones.

    Raises:
        NotFound: no such account in the caller's scope.
        Forbidden: it is the caller's own.
    """
    await manager_rows.lock(session, account_id)
    await _managed(session, caller, account_id)
    account = AccountId(account_id)
    await manager_rows.change(session, account, {"password_hash": None})
    await factors.remove(session, account)
    await sessions.end_all(session, clock, author_of(caller), account, SessionEnd.ACCESS_CHANGED)
    await audit.record(session, author_of(caller), REGION, "account.reset", clock.now(), {"account_id": account})
    return await _link(session, account, link_length, caller)


async def sessions_of(
    session: Reading, caller: Caller, account_id: UUID, now: datetime, idle: timedelta
) -> list[SessionRow]:
    """Give the open sessions of an account in the caller's scope, the latest used first.

    Raises:
        NotFound: no such account in the caller's scope.
        Forbidden: it is the caller's own.
    """
    await _managed(session, caller, account_id)
    return await sessions.of(session, AccountId(account_id), now, idle)


async def end_session(session: Writing, caller: Caller, clock: Clock, account_id: UUID, session_id: UUID) -> None:
    """End one session of an account in the caller's scope; what it held is marked as nobody's (practice, rule 31).

    Raises:
        NotFound: no such account in the caller's scope, or no such open session of it.
        Forbidden: it is the caller's own.
    """
    await _managed(session, caller, account_id)
    await sessions.end_by_manager(session, clock, author_of(caller), AccountId(account_id), session_id)


async def _managed(session: Reading, caller: Caller, account_id: UUID) -> tuple[Power, Known]:
    """Find an account the caller manages; one that is not there and one out of scope are told alike."""
    if account_id == caller.account_id:
        raise Forbidden("nobody changes what they hold themselves")
    power = await power_of(session, caller)
    found = await manager_rows.known(session, real_now(), Account.id == account_id)
    if not found or not _manages(power, found[0]):
        raise NotFound("no such account in your scope")
    return power, found[0]


async def _find(session: Reading, account: AccountId) -> Known:
    (found,) = await manager_rows.known(session, real_now(), Account.id == account)
    return found


def _manages(power: Power, one: Known) -> bool:
    if power.is_administrator:
        return True
    organisation_id = one.account.organisation_id
    held = [Held(right.centre_id, right.role, organisation_id) for right in one.rights]
    return not one.is_manager and power.covers(held, organisation_id)


def _check_given(power: Power, rights: Sequence[RightEntry], organisation_id: UUID | None) -> None:
    held = [Held(right.centre_id, right.role, organisation_id) for right in rights]
    if len(set(held)) < len(held):
        raise Invalid("a role is given once at a centre", path="$.rights")
    if any(right.from_at and right.to_at and right.from_at >= right.to_at for right in rights):
        raise Invalid("a shift ends after it begins", path="$.rights")
    if any(one.role in PARTNERS for one in held) and organisation_id is None:
        raise Invalid("a partner's account belongs to its organisation", path="$.organisation_id")
    if not power.covers(held, organisation_id) and rights:
        raise Forbidden("one of these rights is not yours to give")
    if not power.is_administrator and not _delegable(held):
        raise Forbidden("only an administrator gives this role")


def _delegable(held: Iterable[Held]) -> bool:
    return all(one.role not in NEVER_DELEGATED for one in held)


async def _link(session: Writing, account: AccountId, length: timedelta, caller: Caller) -> AccessLinkView:
    expires_at: datetime = real_now() + length
    return await access_links.make(session, account, LinkPurpose.ACCESS, expires_at, by=caller.account_id)


def _row(one: Known) -> AccountRow:
    account = one.account
    return AccountRow(
        id=account.id,
        login=account.login,
        name=account.name,
        active=account.active,
        rights=list(one.rights),
        organisation=one.organisation,
        national_id=account.national_id,
        has_password=account.password_hash is not None,
        has_second_factor=account.totp_secret is not None,
        last_seen_at=one.last_seen_at,
        open_sessions=one.open_sessions,
    )
