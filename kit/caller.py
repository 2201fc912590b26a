"""Who is acting, with the rights of this moment. Made by a door, handed to services, never trusted from a message."""

from dataclasses import dataclass

from kit.errors import Forbidden
from kit.ids import AccountId, CentreId
from kit.wire.codes.people import Role


@dataclass(frozen=True, slots=True)
class Right:
    """One role at one centre. `held_at`: the centre the account works for, when it is not this one (overflow, night pooling)."""

    centre_id: CentreId
    role: Role
    held_at: CentreId | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who a fact is written for: an account in a role, or (no account) a program of ours, named by `role`.

    `centre_id`: the operator's centre, whose right was used; the case's own may be another. None for programs. Source: practice, rule 29.
    """

    account_id: AccountId | None
    role: str
    centre_id: CentreId | None = None


WORKER = Author(None, "WORKER")
"""The worker, for what it does by itself."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated account with every right it holds now."""

    account_id: AccountId
    login: str
    name: str
    rights: frozenset[Right]
    senior_id: AccountId | None = None
    """The regulating doctor an intern acts under in this session."""

    def centres(self) -> tuple[CentreId, ...]:
        """Give the centres where the account holds any right: the rows its transactions may see."""
        return tuple(sorted({right.centre_id for right in self.rights}))

    def centres_of(self, roles: frozenset[Role]) -> tuple[CentreId, ...]:
        """Give the centres where the account holds one of these roles."""
        return tuple(sorted({right.centre_id for right in self.rights if right.role in roles}))

    def roles(self) -> frozenset[Role]:
        """Give the roles held anywhere."""
        return frozenset(right.role for right in self.rights)

    def acting_at(self, centre_id: CentreId, *roles: Role) -> Author:
        """Give the author to write down for an act at a centre that needs one of `roles`: the first that is held, own before pooled.

        Raises:
            Forbidden: none of the roles is held there.
        """
        here = [right for right in self.rights if right.centre_id == centre_id]
        held = {
            right.role: right.held_at or centre_id for right in sorted(here, key=lambda right: right.held_at is None)
        }
        for role in roles:
            if role in held:
                return Author(self.account_id, role.value, held[role])
        raise Forbidden("this act needs one of these roles at the centre: " + ", ".join(roles))
