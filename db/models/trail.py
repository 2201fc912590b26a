"""Facts, outbox and audit: written together in the transaction of the command, numbered later by the sealer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, JsonObject


class Fact(Base):
    """Something that happened; immutable. Higher steps react to it, idempotent by its id, in sealed order."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("facts_case_id_idx", "case_id", postgresql_where=text("case_id IS NOT NULL")),
        Index("facts_centre_id_at_idx", "centre_id", "at"),
        Index("facts_call_id_idx", "call_id", postgresql_where=text("call_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    kind: Mapped[str]
    """`step.what`, past tense: `case.opened`, `mission.ordered`."""
    at: Mapped[datetime]
    """Domain time."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """None: a program of ours acted (`role` says which)."""
    role: Mapped[str]
    operator_centre_id: Mapped[UUID | None] = mapped_column(ForeignKey("centres.id"))
    """The centre whose right the author used; `centre_id` is the case's. None: a program of ours acted, or the row is older."""
    call_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    mission_id: Mapped[UUID | None]
    vehicle_id: Mapped[UUID | None]
    body: Mapped[JsonObject]


class Change(Base):
    """What a fact gave to rows: `{table: {row id: {column: value}}}`, columns that changed only. Written at commit, bound by the chain."""

    __tablename__ = "changes"

    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    rows: Mapped[JsonObject]


class AuditEntry(Base):
    """One line of a centre's chain: each fact has one, each look at a patient or a trail has one without a fact."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("centre_id", "number"),
        Index("audit_unsealed_idx", "centre_id", "id", postgresql_where=text("number IS NULL")),
        Index("audit_looks_idx", "account_id", "subject", "recorded_at", postgresql_where=text("fact_id IS NULL")),
        Index("audit_looked_at_idx", "subject", postgresql_where=text("fact_id IS NULL")),
        CheckConstraint("(number IS NULL) = (hash IS NULL)", name="sealed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    number: Mapped[int | None]
    """Consecutive per centre, from 1; given by the sealer."""
    hash: Mapped[bytes | None]
    """SHA-256 over the previous hash and this row's content (and its fact's)."""
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"), unique=True)
    action: Mapped[str]
    account_id: Mapped[UUID | None]
    role: Mapped[str]
    operator_centre_id: Mapped[UUID | None] = mapped_column(ForeignKey("centres.id"))
    subject: Mapped[str]
    """What was acted on or looked at: `case:<id>`."""
    at: Mapped[datetime]
    """Domain time."""
    recorded_at: Mapped[datetime]
    """Real time."""


class ChainHead(Base):
    """Where each centre's chain stands. Written by its sealer only, under the centre's advisory lock."""

    __tablename__ = "chain_heads"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    number: Mapped[int]
    hash: Mapped[bytes]


class ReactionCursor(Base):
    """How far along each centre's chain the reactions have come."""

    __tablename__ = "reaction_cursors"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    number: Mapped[int]


class OutboxRow(Base):
    """Something to be told outside, until the other side has said it has it. Times are real time.

    Channel `box`: an order for a vehicle box, done by the box's receipt only; a higher `version` for the same mission supersedes.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("channel IN ('box')", name="channel"),
        CheckConstraint("partition BETWEEN 0 AND 15", name="partition"),
        CheckConstraint("(done_at IS NULL) = (done_because IS NULL)", name="done"),
        CheckConstraint("done_because IN ('RECEIPT', 'SUPERSEDED', 'EXPIRED')", name="done_because"),
        Index("outbox_due_idx", "channel", "partition", "next_at", postgresql_where=text("done_at IS NULL")),
        Index("outbox_mission_id_idx", "mission_id", postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str]
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"))
    partition: Mapped[int | None] = mapped_column(SmallInteger)
    box_id: Mapped[UUID | None] = mapped_column(ForeignKey("boxes.id"))
    mission_id: Mapped[UUID | None]
    version: Mapped[int]
    body: Mapped[JsonObject]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    expires_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_because: Mapped[str | None]
