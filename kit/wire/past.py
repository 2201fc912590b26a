"""The room at a past instant or over a past minute, read only, and the motive of whoever looks.

A minute comes as a stream, by websocket (`/api/room/past`) or server-sent events (`/api/room/past/stream`): `past` says first what is shown
and never comes on the live connection, then the frames of the live one follow (`welcome` with the time of then and the pace, snapshots,
deltas on the tick, heartbeats), `past_facts` with what had just happened, `past_end`. Nothing is answered to it but a close.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.codes.trail import ReplayMotive
from kit.wire.live import (
    Heartbeat,
    LivePosition,
    PositionDelta,
    PositionSnapshot,
    RoomDelta,
    RoomSnapshot,
    Welcome,
)
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView


class ReplayEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody asks to look at a centre's past. The words stay in the trail, encrypted."""

    centre_id: UUID
    motive: ReplayMotive
    words: Annotated[str, Meta(max_length=400)] | None = None


class ReplayView(Struct, frozen=True, kw_only=True):
    """What is quoted by each look that follows, for twelve hours, real time."""

    id: UUID
    centre_id: UUID


class PastFact(Struct, frozen=True, kw_only=True):
    """Something that had happened by then."""

    at: datetime
    kind: str
    case_id: UUID | None
    call_id: UUID | None


class PastRoom(Struct, frozen=True, kw_only=True):
    """A centre's room as its screens had it at `at`, domain time, and where the vehicles it might see then were."""

    at: datetime
    centre_id: UUID
    calls: list[CallView]
    cases: list[CaseView]
    missions: list[MissionView]
    positions: list[LivePosition]
    vehicles: list[VehicleView] = []
    """Those the room might see then, with their availability and this centre's missions of then; crew and names are today's."""
    facts: list[PastFact] = []
    """The newest by then, newest first."""
    next_at: datetime | None = None
    """When the next fact came; none: nothing happened since."""


Pace = Literal[1, 2, 4]
"""How many seconds of then a second shows."""
PACES: tuple[Pace, ...] = (1, 2, 4)


class Past(Struct, frozen=True, kw_only=True, tag="past", tag_field="type"):
    """Server → screen, first: what follows is not the present but this stretch of a centre's past, domain time."""

    centre_id: UUID
    from_at: datetime
    to_at: datetime
    pace: Pace


class PastFacts(Struct, frozen=True, kw_only=True, tag="past_facts", tag_field="type"):
    """Server → screen: what happened in the tick just shown, oldest first."""

    n: int
    facts: list[PastFact]


class PastEnd(Struct, frozen=True, kw_only=True, tag="past_end", tag_field="type"):
    """Server → screen, last: the stretch has been shown up to its end."""

    n: int
    at: datetime


PastEvent = (
    Past | Welcome | RoomSnapshot | RoomDelta | PositionSnapshot | PositionDelta | Heartbeat | PastFacts | PastEnd
)
