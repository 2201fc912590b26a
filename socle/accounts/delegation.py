"""Let somebody manage accounts: an administrator gives a scope, and takes it back. Both are facts of the region's chain."""

from uuid import UUID

from db.engine import Reading, Writing
from db.models.accounts import Account, ManagerScope
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.errors import Forbidden, Invalid, NotFound
from kit.ids import new_id
from kit.wire.codes.people import Role
from kit.wire.people import ScopeEntry, ScopeView
from socle.accounts import manager_rows
from socle.accounts.scopes import NEVER_DELEGATED
from socle.accounts.service import REGION, author_of
from socle.audit import service as audit


async def scopes(session: Reading) -> list[ScopeView]:
    """Give every scope in force, by manager."""
    return [
        ScopeView(
            id=row.id,
            manager_id=row.manager_id,
            manager=manager,
            roles=[Role(role) for role in row.roles],
            centre_id=row.centre_id,
            organisation_id=row.organisation_id,
            place=place,
        )
        for row, manager, place in await manager_rows.scopes(session)
    ]


async def give(session: Writing, caller: Caller, clock: Clock, entry: ScopeEntry) -> ScopeView:
    """Let an account manage those of one centre or of one organisation.

    Raises:
        NotFound: no such account.
        Forbidden: it is the caller's own.
        Invalid: not one place, or a role that is never delegated.
    """
    if (entry.centre_id is None) == (entry.organisation_id is None):
        raise Invalid("a scope is one centre or one organisation", path="$.centre_id")
    if not NEVER_DELEGATED.isdisjoint(entry.roles):
        raise Invalid("this role is given by administrators only", path="$.roles")
    if entry.manager_id == caller.account_id:
        raise Forbidden("nobody changes what they hold themselves")
    if await session.get(Account, entry.manager_id) is None:
        raise NotFound("no such account")
    row = ManagerScope(
        id=new_id(),
        manager_id=entry.manager_id,
        centre_id=entry.centre_id,
        organisation_id=entry.organisation_id,
        roles=sorted(role.value for role in entry.roles),
        given_by=caller.account_id,
        given_at=real_now(),
    )
    session.add(row)
    await session.flush()
    body = {
        "scope_id": row.id,
        "manager_id": row.manager_id,
        "centre_id": row.centre_id,
        "organisation_id": row.organisation_id,
        "roles": row.roles,
    }
    await audit.record(session, author_of(caller), REGION, "scope.given", clock.now(), body)
    return next(view for view in await scopes(session) if view.id == row.id)


async def take_back(session: Writing, caller: Caller, clock: Clock, scope_id: UUID) -> None:
    """End a scope at once.

    Raises:
        NotFound: no such scope in force.
    """
    manager = await manager_rows.end_scope(session, scope_id, real_now())
    if manager is None:
        raise NotFound("no such scope in force")
    body = {"scope_id": scope_id, "manager_id": manager}
    await audit.record(session, author_of(caller), REGION, "scope.ended", clock.now(), body)
