"""Region-wide reference: centres, organisations, facilities, sectors, communes, motives."""

from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ARRAY, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from kit.wire.codes.means import FacilityKind, OrganisationKind

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
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]


class Facility(Base):
    """A receiving place or a base. `abilities`: codes of `kit.wire.codes.Ability`."""

    __tablename__ = "facilities"
    __table_args__ = (one_of("kind", FacilityKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    abilities: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class Sector(Base):
    """A sector of the ambulance companies' garde, and how many vehicles are on duty in it by day and by night."""

    __tablename__ = "sectors"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    department_code: Mapped[str]
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    day_lines: Mapped[int]
    night_lines: Mapped[int]


class Commune(Base):
    """A commune; `folded_name` is the name without accents, lower case, for search by first letters.

    The first two characters of its INSEE code are its department's.
    """

    __tablename__ = "communes"
    __table_args__ = (
        Index("communes_folded_name_idx", "folded_name", postgresql_ops={"folded_name": "text_pattern_ops"}),
        Index("communes_outline_idx", "outline", postgresql_using="gist"),
    )

    insee_code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded_name: Mapped[str]
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    sector_code: Mapped[str | None] = mapped_column(ForeignKey("sectors.code"))
    postal_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    population: Mapped[int]
    is_coastal: Mapped[bool] = mapped_column(server_default="false")
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    outline: Mapped[WKBElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))


class Motive(Base):
    """A medical motive: code of the national list or of the built-in set, French label."""

    __tablename__ = "motives"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    folded_label: Mapped[str]
