"""Open an account, and find who is calling."""

from collections.abc import Collection, Iterable
from dataclasses import asdict as columns
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec.structs import asdict

from db.engine import Reading, Writing
from db.models.directory import REGION_CHAIN_ID
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.ids import AccountId, CentreId, SessionId, new_id
from kit.wire.accounts import RightView, SessionView
from kit.wire.people import RightEntry
from socle.accounts import repository
from socle.accounts.passwords import hash_password
from socle.accounts.rules import Kind, Lifetime, in_shift, token_hash
from socle.audit import service as audit

REGION = CentreId(REGION_CHAIN_ID)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that holds now."""

    session_id: SessionId
    kind: Kind
    caller: Caller
    csrf_hash: bytes | None
    lifetime: Lifetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where an account outside the room belongs: a company or hospital, a receiving place, a vehicle. What it may see follows from it."""

    organisation_id: UUID | None = None
    facility_id: UUID | None = None
    vehicle_id: UUID | None = None


NOWHERE = Belonging()


async def create_account(
    session: Writing,
    author: Author,
    clock: Clock,
    *,
    login: str,
    name: str,
    password: str | None,
    rights: Collection[RightEntry],
    belonging: Belonging = NOWHERE,
) -> AccountId:
    """Open an account with its rights; without a password nobody signs in until one is chosen through a one-time link.

    Raises: sqlalchemy.exc.IntegrityError when the login is taken.
    """
    account = AccountId(new_id())
    hashed = None if password is None else await hash_password(password)
    await repository.insert_account(
        session,
        account=account,
        login=login,
        name=name,
        password_hash=hashed,
        belonging=columns(belonging),
        at=real_now(),
    )
    if rights:
        await repository.insert_rights(session, account, rights)
    body = {
        "account_id": account,
        "login": login,
        "rights": [asdict(right) for right in rights],
    }
    await audit.record(session, author, REGION, "account.created", clock.now(), body)
    return account


def author_of(caller: Caller) -> Author:
    """Give the author of an act that needs no role of its own: the caller in the first of the posts held."""
    right = min(caller.rights, key=lambda right: (right.role, right.centre_id))
    return Author(caller.account_id, right.role.value, right.centre_id)


def in_force(rights: Iterable[RightView], at: datetime) -> list[RightView]:
    """Give those of an account's own rights that are in force at a domain time."""
    return [right for right in rights if in_shift(at, right.from_at, right.to_at)]


async def see(session: Reading, signed_in: SignedIn) -> SessionView:
    """Give a session as its owner sees it, with the rights in force, without its secrets."""
    caller = signed_in.caller
    return SessionView(
        account_id=caller.account_id,
        login=caller.login,
        name=caller.name,
        rights=await repository.named(session, caller.rights),
        expires_at=signed_in.lifetime.expires_at,
        senior_id=caller.senior_id,
        senior=None if caller.senior_id is None else await repository.name_of(session, caller.senior_id),
    )


async def touch_session(session: Writing, signed_in: SignedIn, now: datetime) -> None:
    """Say that a session is in use, so that it does not become idle."""
    await repository.touch(session, signed_in.session_id, now)


async def is_reused(session: Reading, token: str) -> SessionId | None:
    """Give the session a token belonged to when that session was ended: somebody still holds what should be gone."""
    return await repository.ended_session(session, token_hash(token))
