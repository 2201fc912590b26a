"""Life of a call, and which cases it may be about. Pure. Source: practice, rules 8 to 11."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.people import Role

INSTITUTIONS = frozenset({Line.CREW, Line.FIRE, Line.PROFESSIONAL})
"""Lines whose numbers call about many cases: they match on place only."""

REMEMBERED_FOR = timedelta(hours=24)
"""Age up to which attaching to a case is proposed."""

READERS = (
    Role.ARM, Role.ARM_SUIVI, Role.MRU, Role.MRL, Role.SPECIALIST, Role.INTERN, Role.OSNP, Role.SUPERVISOR, Role.TELEPHONY,
)  # fmt: skip
"""Who reads a call, in the order they are written down as."""

MOVES: Mapping[CallState, frozenset[CallState]] = {
    CallState.RINGING: frozenset({CallState.ABANDONED}),
    CallState.ANSWERED: frozenset({CallState.HELD, CallState.ENDED}),
    CallState.HELD: frozenset({CallState.ANSWERED, CallState.ENDED, CallState.HUNG_UP_ON_HOLD}),
}
"""What may happen to a call once announced; answering a ringing call opens a case and is a command of its own."""

LIVE = frozenset({CallState.RINGING, CallState.ANSWERED, CallState.HELD})
"""States in which somebody is on the line."""


def who_may_tell(state: CallState) -> tuple[Role, ...]:
    """Give the roles that may say a call is now in `state`: only the exchange knows that the caller hung up first."""
    if state in {CallState.ABANDONED, CallState.HUNG_UP_ON_HOLD}:
        return (Role.TELEPHONY,)
    return (Role.ARM, Role.TELEPHONY)


@dataclass(frozen=True, slots=True)
class Trace:
    """What one earlier call left on an open case: its number, and the H3 cells (resolution 9) it or the case points to."""

    case_id: UUID
    opened_at: datetime
    number: str | None
    cells: frozenset[int]


@dataclass(frozen=True, slots=True)
class Caller:
    """What a call says of itself. `near`: the cell of the phone's position and its neighbours, empty when the phone told none."""

    line: Line
    number: str | None
    near: frozenset[int]
    rang_at: datetime
    case_id: UUID | None


def matches(caller: Caller, traces: Collection[Trace]) -> list[UUID]:
    """Give the open cases under 24 h old a call may be about, newest first: same number or same place."""
    found: dict[UUID, datetime] = {}
    for trace in traces:
        personal = caller.number is not None and caller.line not in INSTITUTIONS
        same = (personal and trace.number == caller.number) or not caller.near.isdisjoint(trace.cells)
        if same and trace.case_id != caller.case_id and trace.opened_at > caller.rang_at - REMEMBERED_FOR:
            found[trace.case_id] = trace.opened_at
    return sorted(found, key=lambda case_id: (found[case_id], case_id), reverse=True)
