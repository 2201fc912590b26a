"""Who a case is about, encrypted, and the blind index that finds a patient again by name and birth date."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from db.models.regulation import follows_its_case
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import CareLevel


class Patient(Base):
    """A patient of a case; identity starts as "X homme ~40 ans"."""

    __tablename__ = "patients"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("care_level", CareLevel),
        UniqueConstraint("case_id", "rank"),
        follows_its_case(),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID]
    rank: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[str]
    """Encrypted (`db.secrets`)."""
    sex: Mapped[str]
    age: Mapped[str | None]
    care_level: Mapped[str | None]
    birth_date: Mapped[str | None]
    """ISO 8601, encrypted."""
    indexed_under: Mapped[str | None]
    """The key its blind index was last made with; none before there was one: the worker makes it."""


class PatientBlind(Base):
    """One thing a patient is found by, unreadable: a part of the name, the birth date, or both (`dispatch.cases.identity`).

    Made again from the patient whenever its name, birth date, centre or key changes: nothing is told of it, and no fact holds it.
    """

    __tablename__ = "patient_blinds"
    __table_args__ = (Index("patient_blinds_case_id_idx", "case_id"),)

    blind: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """First in the key: a search is an equality of it; patients follow by time, as their ids do."""
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id"), primary_key=True)
    centre_id: Mapped[UUID]
    """As its case's, without a key to it: whoever makes the index again locks the patient, and waits for no case."""
    case_id: Mapped[UUID]
