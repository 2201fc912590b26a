"""People and programs, their rights, their sessions. Times here are real time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from kit.wire.codes import Role


class Account(Base):
    """A person or a program that signs in."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    """argon2id, with its parameters."""
    active: Mapped[bool]
    created_at: Mapped[datetime]


class AccountRight(Base):
    """One role at one centre. An account may hold several, at several centres."""

    __tablename__ = "account_rights"
    __table_args__ = (one_of("role", Role),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Session(Base):
    """An open session: only hashes of the token and of the CSRF value are stored."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("kind IN ('cookie', 'bearer')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    csrf_hash: Mapped[bytes | None]
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


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
