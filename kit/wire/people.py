"""People as they and their managers see them: one's own account and sessions, one-time links, accounts in a manager's scope."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.accounts import RightView
from kit.wire.codes.people import LinkPurpose, Role, SignInMethod

Login = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{1,78}[a-z0-9]$")]
"""Lower case, so that two people never differ by their capitals; no character that a log or a page could misread."""
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Password = Annotated[str, Meta(min_length=1, max_length=200)]
Token = Annotated[str, Meta(min_length=20, max_length=100)]
NationalId = Annotated[str, Meta(pattern=r"^[0-9A-Z]{6,20}$")]


# One's own account


class SessionRow(Struct, frozen=True, kw_only=True):
    """An open session of one's own. `agent`: what the browser calls itself."""

    id: UUID
    kind: str
    method: SignInMethod
    opened_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str | None
    agent: str | None
    current: bool


class OwnAccount(Struct, frozen=True, kw_only=True):
    """One's own account: how one signs in, and where one is signed in now."""

    login: str
    name: str
    has_password: bool
    has_second_factor: bool
    recovery_codes_left: int
    is_linked: bool
    """Signs in through the identity provider too."""
    sessions: list[SessionRow]


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choose another password; every other session ends."""

    current: Password
    password: Password


class PasswordProof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password again, before the second factor or its recovery codes change."""

    password: Password


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Ten codes, told once; each replaces the second factor once. Older ones are worth nothing any more."""

    codes: list[str]


# One-time links


class AccessLinkView(Struct, frozen=True, kw_only=True):
    """A one-time link, told once: the page of the instance that reads it is `/access#<token>`."""

    token: str
    expires_at: datetime


class AccessLook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open a one-time link. The token travels in a body: no log of addresses keeps it."""

    token: Token


class AccessView(Struct, frozen=True, kw_only=True):
    """What a one-time link asks for."""

    login: str
    name: str
    purpose: LinkPurpose
    minimum_password_length: int
    secret: str | None
    """Of the second factor, when one must be set up: to be typed where no picture can be read."""
    qr_svg: str | None
    """The same as a picture (SVG) for an authenticator."""


class AccessEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Use a one-time link: the chosen password, and a first code that proves the second factor was read."""

    token: Token
    password: Password | None = None
    code: Annotated[str, Meta(max_length=20)] | None = None


# Managers


Moment = Annotated[datetime, Meta(tz=True)]


class RightEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role at one centre, for good or for a shift: from `from_at` until before `to_at`, domain time."""

    centre_id: UUID
    role: Role
    from_at: Moment | None = None
    to_at: Moment | None = None


class AccountEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new account. `national_id`: as the identity provider tells it, for people who sign in through it."""

    login: Login
    name: Name
    rights: list[RightEntry]
    national_id: NationalId | None = None
    organisation_id: UUID | None = None
    facility_id: UUID | None = None
    vehicle_id: UUID | None = None


class AccountChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a manager changes of an account; what is not sent is not touched. Changed rights end every session at once."""

    name: Name | None = None
    rights: list[RightEntry] | None = None
    active: bool | None = None
    national_id: NationalId | None = None


class AccountRow(Struct, frozen=True, kw_only=True):
    """An account in a manager's scope."""

    id: UUID
    login: str
    name: str
    active: bool
    rights: list[RightView]
    organisation: str | None
    national_id: str | None
    has_password: bool
    has_second_factor: bool
    last_seen_at: datetime | None
    open_sessions: int


class NewAccount(Struct, frozen=True, kw_only=True):
    """An account just opened, with the one-time link of its first sign-in."""

    account: AccountRow
    link: AccessLinkView


class ScopeEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let an account manage others: those of one centre or of one organisation, with the roles it may give there."""

    manager_id: UUID
    roles: Annotated[list[Role], Meta(min_length=1)]
    centre_id: UUID | None = None
    organisation_id: UUID | None = None


class ScopeView(Struct, frozen=True, kw_only=True):
    """What a manager may do. `place`: the name of the centre or of the organisation."""

    id: UUID
    manager_id: UUID
    manager: str
    roles: list[Role]
    centre_id: UUID | None
    organisation_id: UUID | None
    place: str


# Sign-in elsewhere


class ProviderView(Struct, frozen=True, kw_only=True):
    """The identity provider the door offers beside the password."""

    name: str
    path: str
    """Where the browser goes to sign in there."""


class SignedOut(Struct, frozen=True, kw_only=True):
    """Signed out here; `end_url`: where the browser goes to leave the identity provider too."""

    end_url: str


class PlaceChoice(Struct, frozen=True, kw_only=True):
    """Where a manager may open accounts, and the roles to give there."""

    id: UUID
    name: str
    roles: list[Role]


class ManagerChoices(Struct, frozen=True, kw_only=True):
    """What the caller may give to others."""

    centres: list[PlaceChoice]
    organisations: list[PlaceChoice]
    may_delegate: bool
