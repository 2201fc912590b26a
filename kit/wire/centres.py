"""Between centres: shares, transfers, hints."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from kit.wire.codes import TransferMotive, TransferRefusal, TransferState


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
