"""Sessions, the caller's rights, the clock, and the small directories a desk needs."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from kit.clock import MAXIMUM_WIRE_RATE
from kit.wire.codes.means import Ability
from kit.wire.codes.people import Role


class Credentials(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open a session. `cookie`: the screen, answered with an HttpOnly cookie and a CSRF value; `bearer`: a program."""

    login: Annotated[str, Meta(min_length=1, max_length=120)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]
    kind: Literal["cookie", "bearer"] = "cookie"
    code: Annotated[str, Meta(max_length=40)] | None = None
    """Of the authenticator, or one of the recovery codes; asked for by a refusal `second-factor-needed`."""


class RightView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One role at one centre. `from_at`, `to_at`: the shift it is for, domain time; none: no beginning, no end."""

    centre_id: UUID
    centre: str
    role: Role
    from_at: datetime | None = None
    to_at: datetime | None = None
    held_at: UUID | None = None
    """The centre the account works for, when this right comes from a pool."""


class SessionView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is calling and what they may do."""

    account_id: UUID
    login: str
    name: str
    rights: list[RightView]
    expires_at: datetime
    csrf: str | None = None
    """To be sent back as `X-CSRF-Token` by the screen on every change."""
    token: str | None = None
    """Bearer token, told once."""
    has_second_factor: bool = False
    senior_id: UUID | None = None
    senior: str | None = None
    """Whom an intern acts under in this session."""


class SeniorEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The regulating doctor at work an intern acts under from now on."""

    senior_id: UUID


class DemoAccount(Struct, frozen=True, kw_only=True):
    """An invented person of a demo instance, with the password anybody may use."""

    login: str
    password: str
    name: str
    role: Role
    centre: str


class ClockView(Struct, frozen=True, kw_only=True):
    """The domain clock as `GET /api/clock` tells it."""

    server_at: datetime
    domain_at: datetime
    rate: float
    instance: str
    kind: str


class ClockRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many domain seconds pass in a real one, and where domain time goes on: forward only."""

    rate: Annotated[float, Meta(gt=0, le=MAXIMUM_WIRE_RATE)]
    domain_at: Annotated[datetime, Meta(tz=True)] | None = None
    """None: from where it is, without a jump."""


class CentreView(Struct, frozen=True, kw_only=True):
    """A regulation centre."""

    id: UUID
    code: str
    name: str
    lon_deg: float
    lat_deg: float


class CommuneView(Struct, frozen=True, kw_only=True):
    """A commune found by its first letters."""

    insee_code: str
    name: str
    lon_deg: float
    lat_deg: float
    population: int
    postal_codes: list[str] = []
    is_coastal: bool = False


class FacilityView(Struct, frozen=True, kw_only=True):
    """A place that receives patients, or a base: what it is for, and what it can do for a patient who needs it."""

    id: UUID
    name: str
    kind: str
    """One of `FacilityKind`."""
    lon_deg: float
    lat_deg: float
    organisation: str | None = None
    abilities: list[Ability] = []


class MotiveView(Struct, frozen=True, kw_only=True):
    """A medical motive of the national list."""

    code: str
    label: str
