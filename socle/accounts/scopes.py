"""What a manager may give, and to whom. An administrator may everything but change what it holds itself; anybody else what its scopes say.

An account is in a manager's scope when each of its rights is: at a centre, or for an account of an organisation, with a role the scope
names. Those who manage others themselves are left to administrators: a reset would hand over what they may do.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.engine import Reading
from db.models.accounts import ManagerScope
from kit.caller import Caller
from kit.wire.codes.people import Role

PARTNERS = frozenset({Role.COMPANY, Role.CREW, Role.EMERGENCY_DEPARTMENT})
"""Posts outside the room: their accounts belong to an organisation."""

NEVER_DELEGATED = frozenset({Role.ADMINISTRATOR, Role.TELEPHONY})


@dataclass(frozen=True, slots=True)
class Held:
    """A right as it is compared with a scope: where, with which role, for an account of which organisation."""

    centre_id: UUID
    role: Role
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A centre or an organisation, and the roles to give there."""

    centre_id: UUID | None
    organisation_id: UUID | None
    roles: frozenset[Role]

    def covers(self, held: Held) -> bool:
        """Tell whether a right lies within."""
        here = self.centre_id == held.centre_id if self.centre_id is not None else self._is_ours(held)
        return here and held.role in self.roles

    def _is_ours(self, held: Held) -> bool:
        return held.organisation_id is not None and held.organisation_id == self.organisation_id


@dataclass(frozen=True, slots=True)
class Power:
    """What one manager may do."""

    is_administrator: bool
    scopes: tuple[Scope, ...]

    def covers(self, rights: Collection[Held], organisation_id: UUID | None) -> bool:
        """Tell whether every right lies within the scopes; of an account without rights, whether its organisation does."""
        if self.is_administrator:
            return True
        if not rights:
            return any(
                organisation_id is not None and scope.organisation_id == organisation_id for scope in self.scopes
            )
        return all(any(scope.covers(right) for scope in self.scopes) for right in rights)


async def power_of(session: Reading, caller: Caller) -> Power:
    """Give what the caller may do, as the database holds it now."""
    rows = await session.scalars(
        select(ManagerScope).where(ManagerScope.manager_id == caller.account_id, ManagerScope.ended_at.is_(None))
    )
    scopes = tuple(Scope(row.centre_id, row.organisation_id, frozenset(map(Role, row.roles))) for row in rows)
    return Power(Role.ADMINISTRATOR in caller.roles(), scopes)
