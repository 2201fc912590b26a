"""What had just happened at a past instant, what came next, and the motive somebody gave to look at it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from db.engine import Reading, Writing
from db.models.trail import AuditEntry, Fact
from db.secrets import private
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.errors import Forbidden
from kit.ids import CentreId, FactId
from kit.wire.codes.people import Role
from kit.wire.past import PastFact, ReplayEntry, ReplayView
from socle.audit import service as audit

OPENED = "room.replay_opened"
LASTS = timedelta(hours=12)
"""How long a motive given holds, real time. Parameter of ours."""

LOOKERS = (Role.MRU, Role.MRL, Role.SPECIALIST, Role.SUPERVISOR)
"""Who looks at the past, in the order they are written down as."""


_TOLD = (Fact.at, Fact.kind, Fact.case_id, Fact.call_id)


class NoMotive(Forbidden):
    """Nobody looks at the past without having said why."""

    title = "No motive given"


async def open_replay(session: Writing, caller: Caller, clock: Clock, entry: ReplayEntry) -> ReplayView:
    """Write down why a caller wants to look at a centre's past.

    Raises:
        Forbidden: the caller may not look there.
    """
    centre_id = CentreId(entry.centre_id)
    body = {"motive": entry.motive, "words": private(entry.words)}
    fact_id = await audit.record(session, caller.acting_at(centre_id, *LOOKERS), centre_id, OPENED, clock.now(), body)
    return ReplayView(id=fact_id, centre_id=centre_id)


async def look(
    session: Writing, caller: Caller, clock: Clock, *, centre_id: CentreId, replay_id: UUID, at: datetime
) -> None:
    """Write down that a caller looks at a minute of a centre's past, for the motive given.

    Raises:
        Forbidden: the caller may not look there.
        NoMotive: none was given for this centre, or too long ago.
    """
    author = caller.acting_at(centre_id, *LOOKERS)
    given = exists().where(
        Fact.id == FactId(replay_id),
        Fact.kind == OPENED,
        Fact.centre_id == centre_id,
        Fact.account_id == caller.account_id,
        AuditEntry.fact_id == Fact.id,
        AuditEntry.recorded_at > real_now() - LASTS,
    )
    if not await session.scalar(select(given)):
        raise NoMotive("say why before looking at the past", path="query.replay_id")
    minute = at.replace(second=0, microsecond=0)
    await audit.look(session, author, centre_id, "room.replayed", f"room:{minute.isoformat()}", clock.now())


async def around(
    session: Reading, centre_id: CentreId, at: datetime, limit: int
) -> tuple[list[PastFact], datetime | None]:
    """Give the newest facts of calls and cases up to an instant, newest first, and when the next one came."""
    of_room = _of_room(centre_id)
    newest = select(*_TOLD).where(*of_room, Fact.at <= at).order_by(Fact.at.desc(), Fact.id.desc()).limit(limit)
    facts = [
        PastFact(at=at, kind=kind, case_id=case, call_id=call) for at, kind, case, call in await session.execute(newest)
    ]
    return facts, await session.scalar(select(func.min(Fact.at)).where(*of_room, Fact.at > at))


async def between(session: Reading, centre_id: CentreId, from_at: datetime, to_at: datetime) -> list[PastFact]:
    """Give the facts of calls and cases after one instant and up to another, oldest first."""
    told = select(*_TOLD).where(*_of_room(centre_id), Fact.at > from_at, Fact.at <= to_at).order_by(Fact.at, Fact.id)
    return [
        PastFact(at=at, kind=kind, case_id=case, call_id=call) for at, kind, case, call in await session.execute(told)
    ]


def _of_room(centre_id: CentreId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Fact.centre_id == centre_id, or_(Fact.case_id.is_not(None), Fact.call_id.is_not(None))
