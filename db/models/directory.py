"""Region-wide reference: centres, organisations, facilities, communes, motives."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base

REGION_CHAIN_ID = UUID("01900000-0000-7000-8000-000000000000")
"""The seventh "centre": the audit chain of acts that belong to no centre (accounts, boxes, vehicles)."""


class Centre(Base):
    """A regulation centre (CRRA). `code`: the national three characters, as in `fr.health.samu140`."""

    __tablename__ = "centres"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    regulates: Mapped[bool]
    """False for the region's own chain only."""


class Organisation(Base):
    """A hospital, an ambulance company, the fire service: whoever owns vehicles and employs teams."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('HOSPITAL', 'TSU', 'SIS')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]


class Facility(Base):
    """A receiving place or a base."""

    __tablename__ = "facilities"
    __table_args__ = (CheckConstraint("kind IN ('EMERGENCY', 'SMUR', 'BASE')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]


class Commune(Base):
    """A commune; `folded_name` is the name without accents, lower case, for search by first letters."""

    __tablename__ = "communes"
    __table_args__ = (
        Index("communes_folded_name_idx", "folded_name", postgresql_ops={"folded_name": "text_pattern_ops"}),
    )

    insee_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    population: Mapped[int]
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]


class Motive(Base):
    """A medical motive: code of the national list or of the built-in set, French label."""

    __tablename__ = "motives"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    folded_label: Mapped[str]
