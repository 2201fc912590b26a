"""The room at a past instant, read only, and the motive of whoever looks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.codes.trail import ReplayMotive
from kit.wire.live import LivePosition
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
