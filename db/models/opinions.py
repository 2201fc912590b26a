"""What a case's centre asks the doctors of another one about it. Under row-level security with the case. Domain time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.regulation import follows_its_case

IN_FORCE = text("ended_at IS NULL")


class Opinion(Base):
    """A doctor's opinion asked of another centre, which reads the case until the opinion ends; answered or not, it never begins again."""

    __tablename__ = "opinions"
    __table_args__ = (
        follows_its_case(),
        CheckConstraint("role IN ('MRU', 'MRL', 'SPECIALIST')", name="role"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)",
            name="answered",
        ),
        Index("opinions_in_force_idx", "case_id", "by_centre_id", unique=True, postgresql_where=IN_FORCE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID]
    by_centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    """Whose opinion."""
    role: Mapped[str]
    """Of which doctor there."""
    question: Mapped[str]
    """Encrypted, as `answer` is."""
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
