"""What somebody owes a case at a set time. Under row-level security with the case. Domain time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, one_of
from db.models.regulation import follows_its_case
from kit.wire.codes.cases import TaskKind
from kit.wire.codes.people import Role


class Task(Base):
    """A dated task of a case, owed by a post of the case's centre, by one person of it when `owner_id` names one."""

    __tablename__ = "tasks"
    __table_args__ = (
        follows_its_case(),
        one_of("kind", TaskKind),
        one_of("role", Role),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
        Index("tasks_open_idx", "centre_id", "due_at", postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    words: Mapped[str | None]
    due_at: Mapped[datetime]
    role: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    offered_to: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who is asked to relieve its owner of it."""
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decisions.id"))
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("missions.id"))
    """Of a signature that is owed: what is to be signed, one of the two."""
    set_at: Mapped[datetime]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    overdue_at: Mapped[datetime | None]
    """When it was told as overdue, once."""
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    result: Mapped[str | None]
