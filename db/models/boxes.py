"""Vehicle boxes and which vehicle each sat in, when. Region-wide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Box(Base):
    """A box: its user name at the broker is `name`; `partition` is given at provisioning and opaque to makers."""

    __tablename__ = "boxes"
    __table_args__ = (
        CheckConstraint("partition BETWEEN 0 AND 15", name="partition"),
        CheckConstraint("state IN ('ACTIVE', 'REVOKED')", name="state"),
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
