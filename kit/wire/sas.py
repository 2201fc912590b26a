"""Commands of OSNP: what came of a call, the appointment found, the way back to the doctor. What they did is in `kit.wire.cases`."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from kit.wire.codes.missions import Contact, ContactResult, ReturnReason


class AttemptEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody was called."""

    contact: Contact
    result: ContactResult


class AppointmentEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who sees the patient, when and where, as told by phone."""

    practitioner: Annotated[str, Meta(min_length=1, max_length=120)]
    starts_at: Annotated[datetime, Meta(tz=True)]
    place: Annotated[str, Meta(min_length=1, max_length=200)]


class ReturnEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Back to the doctor."""

    reason: ReturnReason
