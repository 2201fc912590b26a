"""The one live websocket between the API and a screen, and the feed between tracker and API.

A screen opens `/api/live`, sends `subscribe`, then receives a `welcome`, one snapshot per topic and numbered deltas on a tick. `n`
belongs to the connection: a gap means "subscribe again". A row is applied only if its `version` is newer than the one held.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.centres import HelpView, TransferView
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView


class LivePosition(Struct, frozen=True, kw_only=True):
    """Newest fix of a vehicle. Its age is `domain now - measured_at`; a screen always shows it."""

    vehicle_id: UUID
    boot: int
    seq: int
    measured_at: datetime
    received_at: datetime
    lon_deg: float
    lat_deg: float
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None


class PositionFeed(Struct, frozen=True, kw_only=True):
    """News of a partition, one of the list in a message of a tracker (Redis channel `feed`), MessagePack. (epoch, n) has no gap."""

    partition: str
    epoch: UUID
    n: int
    moved: list[LivePosition]


class FactNews(Struct, frozen=True, kw_only=True):
    """A sealed row told to every API process (Redis channel `facts`), JSON: what changed, not how. Numbers of a centre have no gap."""

    centre_id: UUID
    number: int
    fact_id: UUID | None
    """None: somebody looked, nothing changed; told so that numbers follow each other."""
    kind: str
    call_id: UUID | None = None
    case_id: UUID | None = None
    mission_id: UUID | None = None
    vehicle_id: UUID | None = None


class Viewport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rectangle of the map, degrees."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


class Subscribe(Struct, frozen=True, kw_only=True, tag="subscribe", tag_field="type", forbid_unknown_fields=True):
    """Screen → server: start, or start again. No viewport: the whole region."""

    topics: list[Literal["room", "positions"]]
    viewport: Viewport | None = None


class Look(Struct, frozen=True, kw_only=True, tag="look", tag_field="type", forbid_unknown_fields=True):
    """Screen → server: the map moved."""

    viewport: Viewport | None = None


class Pong(Struct, frozen=True, kw_only=True, tag="pong", tag_field="type", forbid_unknown_fields=True):
    """Screen → server: answer to a heartbeat."""

    n: int
    clock_at: Annotated[datetime, Meta(tz=True)] | None = None
    """Real time by the clock of the screen's machine, as the answer leaves."""


ScreenMessage = Subscribe | Look | Pong


class Welcome(Struct, frozen=True, kw_only=True, tag="welcome", tag_field="type"):
    """Server → screen: the clock and the beat to expect."""

    server_at: datetime
    domain_at: datetime
    domain_rate: float
    heartbeat_s: float


class RoomSnapshot(Struct, frozen=True, kw_only=True, tag="room_snapshot", tag_field="type"):
    """Server → screen: every open call and case of the account's centres, their missions, and every visible vehicle."""

    n: int
    calls: list[CallView]
    cases: list[CaseView]
    missions: list[MissionView]
    vehicles: list[VehicleView]
    transfers: list[TransferView] = []
    """Those that wait for an answer, from and to the account's centres."""
    help_requests: list[HelpView] = []
    """Likewise."""


class RoomDelta(Struct, frozen=True, kw_only=True, tag="room", tag_field="type"):
    """Server → screen: rows that changed, whole. `gone`: ids the account no longer sees."""

    n: int
    calls: list[CallView] = []
    cases: list[CaseView] = []
    missions: list[MissionView] = []
    vehicles: list[VehicleView] = []
    transfers: list[TransferView] = []
    help_requests: list[HelpView] = []
    gone: list[UUID] = []


class PositionSnapshot(Struct, frozen=True, kw_only=True, tag="positions_snapshot", tag_field="type"):
    """Server → screen: the newest fix of every visible vehicle in the viewport; replaces all positions held."""

    n: int
    positions: list[LivePosition]


class PositionDelta(Struct, frozen=True, kw_only=True, tag="positions", tag_field="type"):
    """Server → screen: fixes newer than those sent; `gone`: vehicles that left the viewport or are no longer visible."""

    n: int
    moved: list[LivePosition] = []
    gone: list[UUID] = []


class Heartbeat(Struct, frozen=True, kw_only=True, tag="heartbeat", tag_field="type"):
    """Server → screen, every `heartbeat_s`: still alive, and how fresh the sources are. Not answered for long: connection closed."""

    n: int
    server_at: datetime
    domain_at: datetime
    domain_rate: float
    tracker_age_s: float | None = None
    """Real seconds since the partition of the tracker's feed silent for longest last spoke; none: one never did."""
    clock_off_by_s: float | None = None
    """How far the clock of the screen's machine is ahead, real seconds, while it is further off than the tolerance."""


class Problem(Struct, frozen=True, kw_only=True, tag="problem", tag_field="type"):
    """Server → screen: the last message was refused; the connection goes on."""

    title: str
    detail: str


LiveEvent = Welcome | RoomSnapshot | RoomDelta | PositionSnapshot | PositionDelta | Heartbeat | Problem
