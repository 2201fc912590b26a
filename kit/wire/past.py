"""The room at a past instant, read only."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.live import LivePosition
from kit.wire.missions import MissionView


class PastRoom(Struct, frozen=True, kw_only=True):
    """A centre's room as its screens had it at `at`, domain time, and where the vehicles it might see then were."""

    at: datetime
    centre_id: UUID
    calls: list[CallView]
    cases: list[CaseView]
    missions: list[MissionView]
    positions: list[LivePosition]
