"""Between centres: shares, transfers, hints, pools, and the post one works at."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.centres import PoolReason, TransferMotive, TransferRefusal, TransferState
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


class ShareEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let another centre read a case, to give its opinion; it changes nothing there."""

    to_centre_id: UUID


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


class PostEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work at one post from now on: a role held at a centre, and the centres it is pooled for that one takes on."""

    centre_id: UUID
    role: Role
    pooled_centre_ids: Annotated[list[UUID], Meta(max_length=8)] = []
