"""The park of boxes as companies ask for it and its manager keeps it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.boxes import BoxObstacle, BoxStock, RequestState

RESERVED = "tracker-"
"""What the trackers' user names at the broker begin with: they read and write whole partitions, no box may pass for one."""
BoxName = Annotated[
    str,
    Meta(
        pattern=f"^(?!{RESERVED})[a-z0-9-]{{3,40}}$",
        description=f"small letters, digits, hyphens: 3 to 40; it does not begin with {RESERVED}",
    ),
]
Shelf = Literal["IN_STORE", "TO_REPAIR", "LOST", "RETIRED"]
"""Where a box can be said to be; into a vehicle it is moved."""


class BoxCandidate(Struct, frozen=True, kw_only=True):
    """A vehicle, and why it gets no box; nothing stands against it when `obstacles` is empty."""

    vehicle_id: UUID
    call_sign: str
    company: str
    obstacles: list[BoxObstacle]


class BoxRequestEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a box in a vehicle."""

    vehicle_id: UUID


class BoxRequestRefusal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say why a vehicle gets no box."""

    words: Annotated[str, Meta(min_length=1, max_length=300)]


class BoxRequestView(Struct, frozen=True, kw_only=True):
    """A request for a box."""

    id: UUID
    vehicle_id: UUID
    call_sign: str
    company: str
    state: RequestState
    asked_at: datetime
    answered_at: datetime | None = None
    refusal: str | None = None
    box_id: UUID | None = None
    box: str | None = None


class BoxEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Provision a box; into a vehicle, or for the store."""

    name: BoxName
    vehicle_id: UUID | None = None


class BoxMove(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Move a box to another vehicle from an instant on (domain time), now unless said."""

    vehicle_id: UUID
    at: Annotated[datetime, Meta(tz=True)] | None = None


class BoxShelving(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a box out of its vehicle, and say where it is now. Lost or retired, it is revoked."""

    stock: Shelf


class CredentialEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give a box another credential. `at_once`: the old one is worth nothing from now on; else it holds until the box has the new one."""

    at_once: bool = False


class NewCredential(Struct, frozen=True, kw_only=True):
    """What to put into a box, told once. `old_until`: the old credential ends then at the latest; None: it ends now, or there was none."""

    box_id: UUID
    name: str
    partition: str
    credential: str
    old_until: datetime | None = None


class CertificateEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a client certificate. `request`: PKCS #10, PEM; its key alone is taken, the name is the box's."""

    request: Annotated[str, Meta(max_length=10_000)]


class BoxCertificateView(Struct, frozen=True, kw_only=True):
    """A client certificate and the authority that signed it, PEM; nothing in it is secret."""

    box_id: UUID
    serial: str
    certificate: str
    authority: str
    ends_at: datetime


class BoxView(Struct, frozen=True, kw_only=True):
    """A box of the park as its manager sees it."""

    id: UUID
    name: str
    partition: str
    active: bool
    """May it speak: neither revoked, lost nor retired."""
    stock: BoxStock
    vehicle_id: UUID | None
    call_sign: str | None
    company: str | None
    in_vehicle_since: datetime | None
    provisioned_at: datetime
    revoked_at: datetime | None
    old_credential_until: datetime | None
    """A new credential was given; the old one holds until the box has it, at the latest until then."""
    certificates: int
    """Certificates in force."""
    heard_at: datetime | None = None
    online: bool | None = None
    clock_ahead_s: float | None = None
    health_at: datetime | None = None
    queue_length: int | None = None
    oldest_queued_at: datetime | None = None
    battery_percent: float | None = None
    firmware: str | None = None
    refused: int = 0
    """Fixes and messages refused in the week."""


class RefusedFixView(Struct, frozen=True, kw_only=True):
    """A refused fix or message: why, and what was sent, as far as kept and readable. `refused_at`: real time."""

    id: int
    reason: str
    refused_at: datetime
    boot: int | None
    seq: int | None
    sent: str
