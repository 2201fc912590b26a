"""What vehicle boxes and the tracker say to each other over MQTT. The full contract is `docs/box-protocol.md`.

A payload is JSON when its first byte is `[` or `{`, else MessagePack. Boxes may send unknown fields. Ranges are not checked
here: a fix out of range is refused on its own, with its reason, and does not cost the rest of its batch.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState

Instant = Annotated[datetime, Meta(tz=True)]
Counter = Annotated[int, Meta(ge=1, le=2**53)]

MAXIMUM_PAYLOAD_BYTES = 64 * 1024
MAXIMUM_BATCH_FIXES = 200
PARTITIONS = tuple(f"p{number:02}" for number in range(16))


class Fix(Struct, frozen=True, kw_only=True):
    """One satellite fix. `up/track` (QoS 1): an array of 1..200, oldest first. `up/live` (QoS 0): one, alone.

    `boot` only grows and is kept across reboots; `seq` counts from 1 within a boot, shared by every message that must not be lost.
    """

    boot: Counter
    seq: Counter
    measured_at: Instant
    """Receiver's clock."""
    lon_deg: float
    lat_deg: float
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    sent_at: Instant | None = None
    """When this copy was sent, by the same clock; of a batch the last fix's is enough."""


class Numbered(Struct, frozen=True, kw_only=True):
    """The two counters alone: read from a fix that has nothing else readable, so that it can be settled."""

    boot: Counter
    seq: Counter


class BoxStatus(Struct, frozen=True, kw_only=True):
    """`up/status` (QoS 1): a crew button on a mission, or the crew's availability. Exactly one of `status`, `availability`."""

    boot: Counter
    seq: Counter
    at: Instant
    """Domain time at which the button was pressed."""
    mission_id: UUID | None = None
    status: MissionStatus | None = None
    availability: Availability | None = None
    lon_deg: float | None = None
    lat_deg: float | None = None


class OrderReceipt(Struct, frozen=True, kw_only=True):
    """`up/receipt` (QoS 1): what became of one version of an order."""

    boot: Counter
    seq: Counter
    at: Instant
    mission_id: UUID
    version: int
    state: ReceiptState
    reason: str | None = None
    """Why it was refused, in the crew's words; of a pilot who was asked one of `PilotRefusal`."""


class BoxHealth(Struct, frozen=True, kw_only=True):
    """`up/health` (QoS 0): state of the box itself."""

    at: Instant
    queue_length: int
    oldest_queued_at: Instant | None = None
    battery_percent: float | None = None
    firmware: str | None = None
    credential: str | None = None
    """Of the newest credential it was given: the first 16 hexadecimal digits of its SHA-256. Ends the old one."""


class Presence(Struct, frozen=True, kw_only=True):
    """`up/presence` (QoS 1): sent at connection, and with `online` false as the last will.

    `oldest_seq`: everything of this boot below it is settled or gone; the tracker's receipts start there.
    """

    online: bool
    boot: Counter | None = None
    oldest_seq: Counter | None = None


class Stored(Struct, frozen=True, kw_only=True):
    """`down/stored` (QoS 1): every sequence of `boot` up to `seq`, included, is settled; the box may delete them."""

    boot: int
    seq: int


class RefusedItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One refused fix of a batch."""

    boot: int
    seq: int
    reason: FixRefusal


class Refused(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`down/refused` (QoS 1): fixes refused one by one, or a whole message named by its MQTT correlation data."""

    items: list[RefusedItem] = []
    message: MessageRefusal | None = None
    detail: str | None = None
    correlation: str | None = None
    """The message's correlation data, hexadecimal."""


class Order(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`down/orders` (QoS 1): go, or a change of what was ordered, or stand down. A higher version supersedes."""

    mission_id: UUID
    version: int
    cancelled: bool
    """Stand down: called off before arrival, or ended by the room while the crew is on scene (nobody to carry)."""
    vehicle: str
    """Call sign of the vehicle meant: a box moved to another vehicle since must not obey."""
    ordered_at: Instant
    expires_at: Instant
    place: str
    lon_deg: float | None = None
    lat_deg: float | None = None
    access: str | None = None
    motive: str | None = None
    care_level: str | None = None
    destination: str | None = None
    destination_lon_deg: float | None = None
    destination_lat_deg: float | None = None
    asked: bool = False
    """Asked, not ordered: nobody goes until the pilot answers `ACCEPTED`; `REFUSED` ends it."""


class BoxSettings(Struct, frozen=True, kw_only=True):
    """`down/settings` (QoS 1, retained): how often to send, how much of a backlog, and what time it is."""

    full: bool
    """False: presence only, no position (the vehicle is outside garde, declared availability and missions)."""
    interval_s: float
    backlog_fixes_per_s: float
    server_at: Instant
    domain_at: Instant
    domain_rate: float
