"""What is a centre's: calls, cases, patients, decisions, proposals, missions. Under row-level security by `centre_id`. Domain time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, JsonObject, one_of
from kit.wire.codes.calls import CallBack, CallerState, CallState, Line, PlacePrecision
from kit.wire.codes.cases import (
    Attribution,
    CareLevel,
    CareQueue,
    CaseState,
    DecisionType,
    Delay,
    MeansType,
    Priority,
    Restriction,
)
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState, StatusSource


class Event(Base):
    """An event many people call about: groups cases and calls, hides none."""

    __tablename__ = "events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), index=True)
    label: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    lon_deg: Mapped[float]
    lat_deg: Mapped[float]
    closed_at: Mapped[datetime | None]


def follows_its_case() -> ForeignKeyConstraint:
    """Bind a row to its case and to the case's centre: when a case changes hands, its rows go with it."""
    return ForeignKeyConstraint(["case_id", "centre_id"], ["cases.id", "cases.centre_id"], onupdate="CASCADE")


class CaseCounter(Base):
    """Last case number given by a centre on a Paris day."""

    __tablename__ = "case_counters"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"), primary_key=True)
    day: Mapped[datetime] = mapped_column(Date, primary_key=True)
    last: Mapped[int]


UNSIGNED = text("senior_id IS NOT NULL AND countersigned_at IS NULL")
"""Decisions of interns that wait for their senior."""


class Case(Base):
    """A case (*dossier*). `number`: DRFR15 + centre code + year + day of year + counter of the Paris day, given once."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("state", CaseState),
        one_of("attribution", Attribution),
        one_of("priority", Priority),
        one_of("queue", CareQueue),
        one_of("place_precision", PlacePrecision),
        one_of("caller_state", CallerState),
        one_of("restriction", Restriction),
        UniqueConstraint("id", "centre_id"),
        Index("cases_centre_id_opened_at_idx", "centre_id", "opened_at"),
        Index("cases_open_idx", "centre_id", postgresql_where=text("closed_at IS NULL")),
        Index("cases_centre_id_closed_at_idx", "centre_id", "closed_at"),
        Index("cases_centre_id_h3_9_idx", "centre_id", "h3_9"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    number: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int]
    state: Mapped[str]
    attribution: Mapped[str]
    priority: Mapped[str]
    queue: Mapped[str | None]
    queued_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    motive_code: Mapped[str | None] = mapped_column(ForeignKey("motives.code"))
    place_label: Mapped[str | None]
    place_insee_code: Mapped[str | None]
    place_lon_deg: Mapped[float | None]
    place_lat_deg: Mapped[float | None]
    place_radius_m: Mapped[float | None]
    place_precision: Mapped[str | None]
    place_access: Mapped[str | None]
    h3_9: Mapped[int | None]
    caller_state: Mapped[str]
    caller_since: Mapped[datetime]
    caller_number: Mapped[str | None]
    repeat_count: Mapped[int]
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    taken_at: Mapped[datetime | None]
    kept_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    """Whose desk it is at until a queue or a doctor has it: who opened it, or whoever relieved them."""
    offered_to: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who is asked to relieve its holder of it."""
    orphaned_at: Mapped[datetime | None]
    """Since when its holder is gone without a successor."""
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("events.id"))
    closed_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    """When supervisors and the pooled centre were told that no doctor takes it; none once one has."""
    restriction: Mapped[str | None]
    """Why it opens with a motive only; none: it opens as any other."""
    fallen_at: Mapped[datetime | None]
    """Since when it waits for an ambulatory doctor while none is at work: an emergency doctor takes it."""


class Call(Base):
    """A call; several may be about one case. Its life (held, resumed…) is in the facts; the row holds where it stands."""

    __tablename__ = "calls"
    __table_args__ = (
        one_of("line", Line),
        one_of("state", CallState),
        one_of("call_back", CallBack),
        UniqueConstraint("centre_id", "external_id"),
        Index("calls_open_idx", "centre_id", postgresql_where=text("ended_at IS NULL")),
        Index("calls_centre_id_ended_at_idx", "centre_id", "ended_at"),
        Index("calls_centre_id_number_blind_rang_at_idx", "centre_id", "number_blind", "rang_at"),
        Index("calls_call_back_idx", "centre_id", "number_blind", postgresql_where=text("call_back = 'DUE'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centres.id"))
    version: Mapped[int]
    external_id: Mapped[str]
    line: Mapped[str]
    number: Mapped[str | None]
    """Encrypted (`db.secrets`), like a case's `caller_number`, a patient's `label` and the free words of decisions and missions."""
    number_blind: Mapped[bytes | None]
    state: Mapped[str]
    rang_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    lon_deg: Mapped[float | None]
    lat_deg: Mapped[float | None]
    radius_m: Mapped[float | None]
    h3_9: Mapped[int | None]
    call_back: Mapped[str | None]
    call_back_attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    call_back_tried_at: Mapped[datetime | None]
    rings_unanswered: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    overflowed_at: Mapped[datetime | None]
    """Since when it rings at the centres pooled for its own, too."""


class Decision(Base):
    """A doctor's decision, appended, never edited; in force until `ended_at`."""

    __tablename__ = "decisions"
    __table_args__ = (
        follows_its_case(),
        one_of("type", DecisionType),
        one_of("means", MeansType),
        one_of("delay", Delay),
        one_of("care_level", CareLevel),
        CheckConstraint("type NOT IN ('INTER', 'ORIENT') OR means IS NOT NULL", name="means_given"),
        CheckConstraint("ended_because IN ('REPLACED', 'WITHDRAWN')", name="ended_because"),
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended"),
        CheckConstraint("countersigned_at IS NULL OR senior_id IS NOT NULL", name="countersigned"),
        Index("decisions_unsigned_idx", "senior_id", postgresql_where=UNSIGNED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID] = mapped_column(index=True)
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patients.id"))
    type: Mapped[str]
    means: Mapped[str | None]
    delay: Mapped[str | None]
    care_level: Mapped[str | None]
    words: Mapped[str | None]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    senior_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """The regulating doctor an intern decided under."""
    countersigned_at: Mapped[datetime | None]
    """When the intern's decision was signed, by that doctor or by who had taken the signature over."""
    countersigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
    orientation: Mapped[JsonObject | None]
    """What was done to find who sees the patient (`kit.wire.cases.Orientation`); none until somebody tried."""


class Proposal(Base):
    """The engine's ranked answer to one decision, kept with the case: "why not the closest?"."""

    __tablename__ = "proposals"
    __table_args__ = (follows_its_case(),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    case_id: Mapped[UUID] = mapped_column(index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"))
    at: Mapped[datetime]
    body: Mapped[JsonObject]


class Mission(Base):
    """One engagement of one vehicle. Its present status is the last applied row of `mission_statuses`."""

    __tablename__ = "missions"
    __table_args__ = (
        follows_its_case(),
        UniqueConstraint("id", "centre_id"),
        one_of("ground", Ground),
        one_of("status", MissionStatus),
        one_of("receipt", ReceiptState),
        one_of("outcome", Outcome),
        CheckConstraint("ground <> 'DECISION' OR decision_id IS NOT NULL", name="decision_quoted"),
        CheckConstraint("ground <> 'ORDRE_VERBAL' OR doctor_id IS NOT NULL", name="doctor_named"),
        Index("missions_open_idx", "centre_id", postgresql_where=text("closed_at IS NULL")),
        Index("missions_centre_id_closed_at_idx", "centre_id", "closed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    version: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(index=True)
    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey("vehicles.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    ground: Mapped[str]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decisions.id"))
    doctor_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """Who gave a verbal order, or agreed to a reinforcement, and signs it."""
    countersigned_at: Mapped[datetime | None]
    countersigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposals.id"))
    override_motive: Mapped[str | None]
    engaged_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked: Mapped[bool] = mapped_column(server_default=text("false"))
    """Asked for, not ordered: until its pilot accepts, nobody is under way."""
    status: Mapped[str]
    status_at: Mapped[datetime]
    ordered_at: Mapped[datetime]
    order_version: Mapped[int]
    receipt: Mapped[str | None]
    receipt_version: Mapped[int | None]
    receipt_at: Mapped[datetime | None]
    receipt_reason: Mapped[str | None]
    """Why the crew refused, in its words; of a pilot one of `PilotRefusal`."""
    destination_id: Mapped[UUID | None] = mapped_column(ForeignKey("facilities.id"))
    destination_at: Mapped[datetime | None]
    """When it was chosen."""
    destination_seen_at: Mapped[datetime | None]
    """When that service said that it has seen who comes (*vu*); none until it has, and again once another is chosen."""
    cancel_proposed: Mapped[bool]
    cancel_motive: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_words: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class MissionStatusEntry(Base):
    """One status of a mission with its time, source and error bound; nothing is ever replaced here."""

    __tablename__ = "mission_statuses"
    __table_args__ = (
        ForeignKeyConstraint(["mission_id", "centre_id"], ["missions.id", "missions.centre_id"], onupdate="CASCADE"),
        one_of("status", MissionStatus),
        one_of("source", StatusSource),
        UniqueConstraint("box_id", "boot", "seq"),
        Index("mission_statuses_mission_id_at_idx", "mission_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID]
    mission_id: Mapped[UUID]
    status: Mapped[str]
    at: Mapped[datetime]
    error_s: Mapped[float]
    source: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    applied: Mapped[bool]
    """False: kept as evidence, but the transition was not allowed when it came."""
    box_id: Mapped[UUID | None]
    boot: Mapped[int | None]
    seq: Mapped[int | None]
    recorded_at: Mapped[datetime]
