"""What is kept, and under which key: fixes of missions, cases frozen by the law, how far a change of keys has come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import REAL, ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.regulation import follows_its_case


class MissionPosition(Base):
    """A fix of a mission, kept a year as proof of it, in the weekly partition of its measured time. Domain time.

    The default partition holds what a legal hold has kept from being dropped with its week. `centre_id` is the centre that copied it; the
    mission's own centre may see it, also once its case has changed hands.
    """

    __tablename__ = "mission_positions"
    __table_args__ = (
        PrimaryKeyConstraint("mission_id", "measured_at", "box_id", "boot", "seq"),
        {"postgresql_partition_by": "RANGE (measured_at)"},
    )

    mission_id: Mapped[UUID]
    measured_at: Mapped[datetime]
    box_id: Mapped[UUID]
    boot: Mapped[int]
    seq: Mapped[int]
    centre_id: Mapped[UUID]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    speed_mps: Mapped[float | None] = mapped_column(REAL)
    heading_deg: Mapped[float | None] = mapped_column(REAL)
    accuracy_m: Mapped[float | None] = mapped_column(REAL)


class MissionTrail(Base):
    """A mission whose fixes have been copied: each is, once, when no late fix of it can come any more."""

    __tablename__ = "mission_trails"
    __table_args__ = (
        ForeignKeyConstraint(["mission_id", "centre_id"], ["missions.id", "missions.centre_id"], onupdate="CASCADE"),
    )

    mission_id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    fixes: Mapped[int]
    copied_at: Mapped[datetime]


class LegalHold(Base):
    """A case whose traces nobody may let go while an inquiry lasts. Domain time."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        Index("legal_holds_case_id_in_force_key", "case_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        follows_its_case(),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID]
    motive: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))


class Rekeying(Base):
    """All of a centre's values stand under this key. Real time."""

    __tablename__ = "rekeyings"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    key_id: Mapped[str]
    finished_at: Mapped[datetime]
    covered: Mapped[str] = mapped_column(server_default=text("''"))
    """The columns the walk went over: one that a later version encrypts is still to be walked."""
