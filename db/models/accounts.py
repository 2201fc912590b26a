"""People and programs, their rights, their sessions. Times here are real time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from kit.wire.codes.people import LinkPurpose, Role, SessionEnd, SignInMethod


class Account(Base):
    """A person or a program that signs in."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    """argon2id, with its parameters. None: no password yet, or signs in through Pro Santé Connect only."""
    active: Mapped[bool]
    created_at: Mapped[datetime]
    national_id: Mapped[str | None] = mapped_column(unique=True)
    """National identifier of a professional, as `SubjectNameID` gives it: `8` and the RPPS number."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """The company or hospital a COMPANY, CREW or EMERGENCY_DEPARTMENT account belongs to."""
    facility_id: Mapped[UUID | None] = mapped_column(ForeignKey("facilities.id"))
    vehicle_id: Mapped[UUID | None] = mapped_column(ForeignKey("vehicles.id"))
    totp_secret: Mapped[str | None]
    """Shared secret of the second factor; None while none is set up."""
    totp_step: Mapped[int | None]
    """The last time step a code was accepted for: each code passes once."""


class AccountRight(Base):
    """One role at one centre. An account may hold several, at several centres, each for good or between two domain instants."""

    __tablename__ = "account_rights"
    __table_args__ = (one_of("role", Role),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    from_at: Mapped[datetime | None]
    to_at: Mapped[datetime | None]
    """Domain time: a shift belongs to the day that is worked or played."""


class ManagerScope(Base):
    """What an administrator lets a manager do: the accounts of one centre or of one organisation, and the roles to give there."""

    __tablename__ = "manager_scopes"
    __table_args__ = (CheckConstraint("num_nonnulls(centre_id, organisation_id) = 1", name="one_place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    manager_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    centre_id: Mapped[UUID | None] = mapped_column(ForeignKey("centres.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    given_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of the codes that replace a lost second factor, each once. Only its hash is stored."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    code_hash: Mapped[bytes]
    used_at: Mapped[datetime | None]


class AccessLink(Base):
    """A one-time link to choose a password and set up a second factor: first sign-in, or reset. Only its hash is stored."""

    __tablename__ = "access_links"
    __table_args__ = (one_of("purpose", LinkPurpose),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    totp_secret: Mapped[str | None]
    """The secret shown in the link's page, kept until its first code proves that it was read."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Base):
    """An open session: only hashes of the token and of the CSRF value are stored."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("kind IN ('cookie', 'bearer')", name="kind"),
        one_of("method", SignInMethod),
        one_of("ended_because", SessionEnd),
        CheckConstraint("ended_because IS NULL OR ended_at IS NOT NULL", name="ended"),
        Index("sessions_oidc_sid_idx", "oidc_sid", postgresql_where=text("oidc_sid IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    csrf_hash: Mapped[bytes | None]
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
    method: Mapped[str] = mapped_column(server_default="PASSWORD")
    address: Mapped[str | None]
    agent: Mapped[str | None]
    """What the browser or program calls itself, cut short; shown to the owner."""
    senior_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """The regulating doctor an intern acts under during this session."""
    oidc_sid: Mapped[str | None]
    """The identity provider's name of the session it opened: its sign-out ends ours."""
    oidc_id_token: Mapped[str | None]
    """Given back to the identity provider when our sign-out ends its session."""


class IdempotencyKey(Base):
    """The answer once given to a command, so that repeating it changes nothing."""

    __tablename__ = "idempotency_keys"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    """SHA-256 of method, path and body: the same key on another request is refused."""
    status: Mapped[int]
    answer: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)
