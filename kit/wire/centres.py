"""Between centres: shares, transfers, help, hints, pools, conventions, and the post one works at."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.cases import MeansType
from kit.wire.codes.centres import (
    HelpRefusal,
    HelpState,
    PoolReason,
    TransferMotive,
    TransferRefusal,
    TransferState,
)
from kit.wire.codes.people import Role

Minute = Annotated[int, Meta(ge=0, le=1439)]


class TransferEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask another centre to take a case over; the caller on the line goes with it."""

    to_centre_id: UUID
    motive: TransferMotive


class TransferRefusalEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a centre does not take a case over."""

    motive: TransferRefusal


class TransferView(Struct, frozen=True, kw_only=True):
    """A transfer, as both centres see it. Until it is accepted the sender (`centre_id`) is responsible."""

    id: UUID
    version: int
    case_id: UUID
    case_number: str
    centre_id: UUID
    to_centre_id: UUID
    state: TransferState
    motive: TransferMotive
    call_id: UUID | None
    """The sender's leg of the live call, which rings at the receiver; none when nobody is on the line."""
    asked_by: str
    asked_at: datetime
    alarmed_at: datetime | None
    """When the supervisors of both centres were told that nobody answers."""
    answered_by: str | None
    answered_at: datetime | None
    refusal: TransferRefusal | None


class HelpRefusalEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a centre does not lend a vehicle."""

    motive: HelpRefusal


class HelpView(Struct, frozen=True, kw_only=True):
    """A vehicle of another centre (`to_centre_id`) asked for a case, as both centres see it. The answer engages it."""

    id: UUID
    version: int
    case_id: UUID
    case_number: str
    centre_id: UUID
    """Who asks: the case's centre."""
    to_centre_id: UUID
    vehicle_id: UUID
    call_sign: str
    decision_id: UUID | None
    state: HelpState
    asked_by: str
    asked_at: datetime
    alarmed_at: datetime | None
    """When the supervisors of both centres were told that nobody answers."""
    answered_by: str | None
    answered_at: datetime | None
    refusal: HelpRefusal | None
    mission_id: UUID | None
    """What the answer engaged."""


class ConventionEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let another centre (`by_centre_id`) engage a centre's vehicles of a means without asking, from now on."""

    centre_id: UUID
    by_centre_id: UUID
    means: MeansType


class ConventionView(Struct, frozen=True, kw_only=True):
    """A convention; `until`: when it was ended, none while it is in force."""

    id: UUID
    centre_id: UUID
    by_centre_id: UUID
    means: MeansType
    since: datetime
    until: datetime | None
    set_by: str | None
    """None: it came with the region's reference."""


class ShareEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask a doctor of another centre for an opinion: that centre reads the case, and changes nothing there."""

    to_centre_id: UUID
    role: Role = Role.MRU
    """Of which doctor: MRU, MRL or SPECIALIST."""
    question: Annotated[str, Meta(max_length=400)] = ""


class OpinionAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The opinion a doctor gives on another centre's case."""

    words: Annotated[str, Meta(min_length=1, max_length=400)]


class OpinionView(Struct, frozen=True, kw_only=True):
    """An opinion asked of another centre and not ended: that centre reads the case."""

    id: UUID
    by_centre_id: UUID
    role: Role
    question: str | None
    asked_by: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class HintView(Struct, frozen=True, kw_only=True):
    """Another centre has a case near in place and time: commune, minute, motive family, and nothing else."""

    centre_id: UUID
    commune: str | None
    minute: datetime
    motive_family: str | None


class PoolEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let another centre work a centre's lines and queues too, between two times of the Paris day (the same twice: all day)."""

    centre_id: UUID
    by_centre_id: UUID
    reason: PoolReason
    roles: Annotated[list[Role], Meta(min_length=1, max_length=8)]
    from_minute: Minute = 0
    to_minute: Minute = 0


class PoolView(Struct, frozen=True, kw_only=True):
    """A pool that is set. `in_force`: it holds at this hour."""

    id: UUID
    centre_id: UUID
    by_centre_id: UUID
    reason: PoolReason
    roles: list[Role]
    from_minute: int
    to_minute: int
    since: datetime
    in_force: bool
    set_by: str | None = None


class LoadView(Struct, frozen=True, kw_only=True):
    """What a regulating centre has to do and who is there to do it, in figures: no case and no caller of it."""

    centre_id: UUID
    ringing: int
    ringing_since: datetime | None
    waiting: int
    """Cases that wait for a doctor."""
    waiting_since: datetime | None
    call_takers: int
    """Accounts at work there, its own only."""
    doctors: int


class PostView(Struct, frozen=True, kw_only=True):
    """Somebody at work at a centre: with which role, from which centre when pooled, since when."""

    account_id: UUID
    name: str
    centre_id: UUID
    role: Role
    held_at: UUID | None
    since: datetime | None
    """When the post was taken, in domain time; none for who works with all the rights of the account."""
    signed_in_at: datetime
    """Real time."""


class PostEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work at one post from now on: a role held at a centre, and the centres it is pooled for that one takes on."""

    centre_id: UUID
    role: Role
    pooled_centre_ids: Annotated[list[UUID], Meta(max_length=8)] = []
