"""Vehicle boxes and which vehicle each sat in, when. Region-wide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import REAL, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from kit.wire.codes.boxes import BoxStock, RequestState


class Box(Base):
    """A box: its user name at the broker is `name`; `partition` is given at provisioning and opaque to makers."""

    __tablename__ = "boxes"
    __table_args__ = (
        CheckConstraint("partition BETWEEN 0 AND 15", name="partition"),
        CheckConstraint("state IN ('ACTIVE', 'REVOKED')", name="state"),
        one_of("stock", BoxStock),
        CheckConstraint("name ~ '^[a-z0-9-]{3,40}$'", name="name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    partition: Mapped[int]
    broker_hash: Mapped[str]
    """The credential as the broker's password file writes it (PBKDF2-SHA512); the credential itself is told once."""
    state: Mapped[str]
    provisioned_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    stock: Mapped[str] = mapped_column(server_default=BoxStock.MOUNTED)
    """Where the box is; `state` says whether it may speak."""
    next_hash: Mapped[str | None]
    """Of the credential that follows: it holds once the box says that it has it (`next_mark`), at the latest from `next_by` on."""
    next_mark: Mapped[str | None]
    next_by: Mapped[datetime | None]


class BoxLink(Base):
    """A box sat in a vehicle from `from_at` on, until `to_at` when it left. A box is in one vehicle at a time."""

    __tablename__ = "box_links"
    __table_args__ = (
        ExcludeConstraint(
            ("box_id", "="),
            (text("tstzrange(from_at, to_at)"), "&&"),
            name="box_links_one_vehicle_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    box_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.id"))
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class BoxRequest(Base):
    """A company asks for a box in one of its vehicles; one request at a time is open for a vehicle."""

    __tablename__ = "box_requests"
    __table_args__ = (
        one_of("state", RequestState),
        Index(
            "box_requests_open_key", "vehicle_id", unique=True, postgresql_where=text("state IN ('ASKED', 'SERVED')")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
    """Why not, in the manager's words, for the company."""
    box_id: Mapped[UUID | None] = mapped_column(ForeignKey("boxes.id"))


class BoxCertificate(Base):
    """A client certificate signed for a box; times are real. The certificate itself is public and not kept."""

    __tablename__ = "box_certificates"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    box_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.id"), index=True)
    serial: Mapped[str] = mapped_column(unique=True)
    """Hexadecimal."""
    signed_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class BoxState(Base):
    """How a box was when last heard: the newest only, written by the tracker."""

    __tablename__ = "box_states"

    box_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.id"), primary_key=True)
    heard_at: Mapped[datetime]
    online: Mapped[bool | None]
    """None until it has said so, or its last will."""
    clock_ahead_s: Mapped[float | None] = mapped_column(REAL)
    """How much its clock is ahead of domain time, never less than it seems; negative when behind. None: not enough heard."""
    health_at: Mapped[datetime | None]
    queue_length: Mapped[int | None]
    oldest_queued_at: Mapped[datetime | None]
    battery_percent: Mapped[float | None] = mapped_column(REAL)
    firmware: Mapped[str | None]
    credential_mark: Mapped[str | None]
    """Of the newest credential it holds."""
