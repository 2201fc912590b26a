"""Who called, from where, saying what."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.calls import CallBack, CallBackResult, CallState, Line
from kit.wire.codes.cases import Attribution

PhoneNumber = Annotated[str, Meta(pattern=r"^\+\d{5,18}$")]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class IncomingCall(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The exchange announces a ringing call. `external_id` makes the announcement repeatable."""

    external_id: Annotated[str, Meta(min_length=1, max_length=120)]
    centre_id: UUID
    line: Line
    number: PhoneNumber | None = None
    """None: withheld, or a 112 without SIM, which cannot be called back."""
    lon_deg: Longitude | None = None
    lat_deg: Latitude | None = None
    radius_m: Annotated[float, Meta(ge=0)] | None = None
    """Position sent by the phone (AML) and its radius."""


class CallChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to a call: the exchange or the ARM says so."""

    state: CallState


class CallAttachment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attach an answered call to a case that exists (never automatic, can be undone by attaching elsewhere)."""

    case_id: UUID


class CallFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key files what is no case."""

    attribution: Attribution


class CallBackEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of calling back a caller who hung up unanswered, or that nobody will (FILED)."""

    result: CallBackResult


class CallView(Struct, frozen=True, kw_only=True):
    """A call as the room sees it."""

    id: UUID
    centre_id: UUID
    version: int
    line: Line
    number: str | None
    state: CallState
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    answered_by: str | None
    case_id: UUID | None
    lon_deg: float | None
    lat_deg: float | None
    radius_m: float | None
    attach_to: list[UUID]
    """Open cases under 24 h old with the same number or place, to which attaching is proposed."""
    call_back: CallBack | None = None
    """On the call-back list while DUE; None: it never was."""
    call_back_attempts: int = 0
    """How often somebody called back and had no answer; from three on, a person decides."""
    call_back_tried_at: datetime | None = None
    rings_unanswered: int = 0
    """How often this caller has rung and hung up unanswered, this call included."""
    overflowed_at: datetime | None = None
    """Since when it rings at the centres pooled for its own, too."""
