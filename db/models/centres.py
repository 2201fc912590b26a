"""What centres agree on: who else reads a case, transfers, help, pooling, conventions, and at which post an account works. Domain time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, JsonObject, one_of
from kit.wire.codes.cases import MeansType
from kit.wire.codes.centres import HelpState, PoolReason, ShareReason, TransferState
from kit.wire.codes.people import Role

_IN_FORCE = text("until IS NULL")


class CaseShare(Base):
    """A centre that reads a case of another one, for one reason; it changes nothing there. An ended share never begins again."""

    __tablename__ = "case_shares"
    __table_args__ = (
        one_of("reason", ShareReason),
        Index("case_shares_reasons_idx", "case_id", "centre_id", "reason", unique=True, postgresql_where=_IN_FORCE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Who may read."""
    reason: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    shared_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """None: a program of ours shared it."""


class CaseTransfer(Base):
    """A case one centre asks another to take over, with the caller on the line or not. Until it is accepted the sender is responsible."""

    __tablename__ = "case_transfers"
    __table_args__ = (
        one_of("state", TransferState),
        CheckConstraint("centre_id <> to_centre_id", name="another_centre"),
        CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name="answered"),
        Index("case_transfers_asked_idx", "case_id", unique=True, postgresql_where=text("state = 'ASKED'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """The sender."""
    to_centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"))
    """The sender's leg of the call carried along; it rings at the receiver until answered."""
    state: Mapped[str]
    motive: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]
    """When both supervisors were told that nobody answers."""
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    """Why it was refused."""


class HelpRequest(Base):
    """A vehicle of another centre asked for a case; the answer engages it. Source: practice, rule 28."""

    __tablename__ = "help_requests"
    __table_args__ = (
        one_of("state", HelpState),
        CheckConstraint("centre_id <> to_centre_id", name="another_centre"),
        CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name="answered"),
        Index(
            "help_requests_asked_idx", "case_id", "vehicle_id", unique=True, postgresql_where=text("state = 'ASKED'")
        ),
        Index("help_requests_waiting_idx", "asked_at", postgresql_where=text("state = 'ASKED'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Who asks: the case's centre, also once it has changed hands."""
    to_centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    engagement: Mapped[JsonObject]
    """The engagement the answer carries out."""
    state: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_role: Mapped[str]
    asked_at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]
    """When both supervisors were told that nobody answers."""
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    """Why it was refused."""
    mission_id: Mapped[UUID | None] = mapped_column(index=True)
    """What the answer engaged."""


class CentrePool(Base):
    """A centre whose lines and queues another one works too, between hours of the Paris day; the rights follow, and end with it."""

    __tablename__ = "centre_pools"
    __table_args__ = (
        one_of("reason", PoolReason),
        CheckConstraint("centre_id <> by_centre_id", name="another_centre"),
        CheckConstraint("from_minute BETWEEN 0 AND 1439 AND to_minute BETWEEN 0 AND 1439", name="minutes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Who is helped."""
    by_centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    reason: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    from_minute: Mapped[int] = mapped_column(SmallInteger)
    to_minute: Mapped[int] = mapped_column(SmallInteger)
    """Minutes of the Paris day; the same as `from_minute`: all day."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))


class Convention(Base):
    """A centre lets another one engage its vehicles of a means without asking. Source: practice, rule 28."""

    __tablename__ = "conventions"
    __table_args__ = (
        one_of("means", MeansType),
        CheckConstraint("centre_id <> by_centre_id", name="another_centre"),
        Index(
            "conventions_in_force_idx", "centre_id", "by_centre_id", "means", unique=True, postgresql_where=_IN_FORCE
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Whose vehicles."""
    by_centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    means: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """None: it came with the region's reference."""


class PostSession(Base):
    """The post somebody works at for now: one role at one centre, and the centres it is pooled for. Kept after it ends."""

    __tablename__ = "post_sessions"
    __table_args__ = (
        one_of("role", Role),
        Index("post_sessions_open_idx", "session_id", unique=True, postgresql_where=text("to_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    role: Mapped[str]
    pooled_centre_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
