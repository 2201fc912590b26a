"""Where the vehicles are and were, what their boxes said, and the fences watched. Region-wide; written by the tracker."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    REAL,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, JsonObject

POINT_FROM_DEGREES = "ST_SetSRID(ST_MakePoint(lon_deg, lat_deg), 4326)"


class Position(Base):
    """One stored fix, once, in the daily partition of its measured time. `late`: stored for history, it never moved the live vehicle."""

    __tablename__ = "positions"
    __table_args__ = (
        PrimaryKeyConstraint("box_id", "boot", "seq", "measured_at"),
        Index("positions_vehicle_id_measured_at_idx", "vehicle_id", "measured_at"),
        {"postgresql_partition_by": "RANGE (measured_at)"},
    )

    box_id: Mapped[UUID]
    boot: Mapped[int]
    seq: Mapped[int]
    measured_at: Mapped[datetime]
    """The receiver's clock, as sent."""
    received_at: Mapped[datetime]
    """Domain time of reception."""
    vehicle_id: Mapped[UUID]
    late: Mapped[bool]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    speed_mps: Mapped[float | None] = mapped_column(REAL)
    heading_deg: Mapped[float | None] = mapped_column(REAL)
    accuracy_m: Mapped[float | None] = mapped_column(REAL)
    h3_9: Mapped[int]
    geom: Mapped[WKBElement] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False), Computed(POINT_FROM_DEGREES, persisted=True)
    )
    sent_ms: Mapped[int | None] = mapped_column(Integer)
    """When the box says it sent it, from its reception on: negative, unless the box's clock is ahead. None: not said."""
    stored_ms: Mapped[int | None] = mapped_column(Integer)
    """When its transaction began to store it, from its reception on."""


class LastPosition(Base):
    """The newest live fix of each vehicle: what a flushed Redis and a new process are filled from."""

    __tablename__ = "last_positions"

    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"), primary_key=True)
    partition: Mapped[int] = mapped_column(SmallInteger)
    box_id: Mapped[UUID]
    boot: Mapped[int]
    seq: Mapped[int]
    measured_at: Mapped[datetime]
    received_at: Mapped[datetime]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    speed_mps: Mapped[float | None] = mapped_column(REAL)
    heading_deg: Mapped[float | None] = mapped_column(REAL)
    accuracy_m: Mapped[float | None] = mapped_column(REAL)
    h3_9: Mapped[int]
    geom: Mapped[WKBElement] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False), Computed(POINT_FROM_DEGREES, persisted=True)
    )


class BoxProgress(Base):
    """How far the numbered messages of one boot of a box are settled without a gap: what `stored` receipts tell."""

    __tablename__ = "box_progress"

    box_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.id"), primary_key=True)
    boot: Mapped[int] = mapped_column(primary_key=True)
    settled_seq: Mapped[int]
    updated_at: Mapped[datetime]


class PartitionEpoch(Base):
    """How many times a partition was taken: what its owner writes under, and an owner before it no longer can."""

    __tablename__ = "partition_epochs"

    partition: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int]


class RefusedFix(Base):
    """A refused fix or message with its reason, kept a week; at most 2 KiB of what was sent."""

    __tablename__ = "refused_fixes"
    __table_args__ = (
        Index(
            "refused_fixes_once_key",
            "box_name",
            "boot",
            "seq",
            "sha256",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    box_name: Mapped[str]
    """As the topic named it: the box may be unknown."""
    boot: Mapped[int | None]
    seq: Mapped[int | None]
    reason: Mapped[str]
    refused_at: Mapped[datetime] = mapped_column(index=True)
    """Real time."""
    sha256: Mapped[bytes]
    payload: Mapped[bytes]


class BoxMessage(Base):
    """A numbered message that is not a fix: crew button, availability, order receipt. The worker applies it once."""

    __tablename__ = "box_messages"
    __table_args__ = (
        CheckConstraint("kind IN ('status', 'receipt')", name="kind"),
        Index("box_messages_waiting_idx", "received_at", postgresql_where="applied_at IS NULL"),
    )

    box_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.id"), primary_key=True)
    boot: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[UUID | None] = mapped_column(ForeignKey("vehicles.id"))
    kind: Mapped[str]
    body: Mapped[JsonObject]
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """What the worker made of it: `APPLIED`, or why not."""


class Watch(Base):
    """A fence the tracker reads: scene and destination of a mission, base of a vehicle."""

    __tablename__ = "watches"
    __table_args__ = (CheckConstraint("kind IN ('SCENE', 'DESTINATION', 'BASE')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"), index=True)
    mission_id: Mapped[UUID | None]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    radius_m: Mapped[float]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class Crossing(Base):
    """A fence entered or left, numbered per partition, stored in the transaction that stored the fix."""

    __tablename__ = "crossings"
    __table_args__ = (CheckConstraint("direction IN ('ENTER', 'LEAVE')", name="direction"),)

    partition: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    watch_id: Mapped[UUID] = mapped_column(ForeignKey("watches.id"))
    vehicle_id: Mapped[UUID]
    direction: Mapped[str]
    measured_at: Mapped[datetime]
    error_s: Mapped[float]
    box_id: Mapped[UUID]
    boot: Mapped[int]
    seq: Mapped[int]
