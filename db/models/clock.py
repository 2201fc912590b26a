"""The domain clock's rows: the newest is in force, the older ones tell what time it was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class DomainClockRow(Base):
    """From `real_at` on, domain time runs from `domain_at` at `rate`."""

    __tablename__ = "domain_clock"
    __table_args__ = (CheckConstraint("rate > 0 AND rate <= 30", name="rate"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    real_at: Mapped[datetime] = mapped_column(unique=True)
    domain_at: Mapped[datetime]
    rate: Mapped[float]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
