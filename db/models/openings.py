"""Who has opened a restricted case, and for how long. Real time, as sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class CaseOpening(Base):
    """An account that opened a restricted case with a motive (which is in the fact). Each account sees its own openings only."""

    __tablename__ = "case_openings"
    __table_args__ = (Index("case_openings_case_id_account_id_idx", "case_id", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
