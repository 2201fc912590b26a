"""Vehicles apart from teams, who is on board, availability, visibility, garde, and the one occupancy table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import MissionStatus


class Vehicle(Base):
    """A vehicle of the region. Region-wide: no medical word."""

    __tablename__ = "vehicles"
    __table_args__ = (one_of("type", VehicleType), one_of("availability", Availability))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    call_sign: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Centre of its home sector."""
    sector_code: Mapped[str | None] = mapped_column(ForeignKey("sectors.code"))
    """Where it takes its turn of garde, if it does."""
    base: Mapped[str]
    base_lon_deg: Mapped[float]
    base_lat_deg: Mapped[float]
    availability: Mapped[str]
    availability_at: Mapped[datetime]


class Team(Base):
    """People who work together for a shift: the scarce thing. `level` is a hard condition of an engagement."""

    __tablename__ = "teams"
    __table_args__ = (one_of("level", MedicalLevel),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    level: Mapped[str]


class Crew(Base):
    """Which team is on which vehicle, dated in domain time."""

    __tablename__ = "crews"
    __table_args__ = (
        CheckConstraint("to_at IS NULL OR to_at > from_at", name="order"),
        Index("crews_vehicle_id_open_key", "vehicle_id", unique=True, postgresql_where=text("to_at IS NULL")),
        Index("crews_team_id_open_key", "team_id", unique=True, postgresql_where=text("to_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class VehicleVisibility(Base):
    """Why and when the room may see a vehicle; a fix outside every period is presence only."""

    __tablename__ = "vehicle_visibility"
    __table_args__ = (
        one_of("reason", VisibilityReason),
        CheckConstraint("to_at IS NULL OR to_at > from_at", name="order"),
        Index("vehicle_visibility_vehicle_id_from_at_idx", "vehicle_id", "from_at"),
        Index("vehicle_visibility_to_at_idx", "to_at"),  # finds those without an end too
        Index("vehicle_visibility_vehicle_id_open_idx", "vehicle_id", postgresql_where=text("to_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    reason: Mapped[str]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class GardeShift(Base):
    """Who holds a line of a sector's garde, and when: the table of duty, in domain time. Lines count from 1."""

    __tablename__ = "garde_shifts"
    __table_args__ = (
        CheckConstraint("to_at > from_at", name="order"),
        CheckConstraint("line >= 1", name="line"),
        UniqueConstraint("sector_code", "line", "from_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sector_code: Mapped[str] = mapped_column(ForeignKey("sectors.code"))
    line: Mapped[int]
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]


class Occupancy(Base):
    """One active and one reserved mission per vehicle and per team, region-wide: the database says so.

    The row goes when the vehicle is free again. `status` is the mission's, kept here for the centres that may not read the mission.
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        CheckConstraint("slot IN ('ACTIVE', 'RESERVED')", name="slot"),
        one_of("status", MissionStatus),
        UniqueConstraint("vehicle_id", "slot"),
        UniqueConstraint("team_id", "slot"),
    )

    mission_id: Mapped[UUID] = mapped_column(primary_key=True)
    slot: Mapped[str]
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    status: Mapped[str]
    since: Mapped[datetime]
