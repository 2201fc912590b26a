"""Announce a call, follow its life, and say which open cases it may be about."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from db.engine import Reading, Writing
from db.models.regulation import Call
from db.secrets import cell, keyring
from dispatch.calls import repository, rules
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, NotFound
from kit.ids import CallId, CaseId, CentreId, new_id
from kit.wire.calls import CallView, IncomingCall
from kit.wire.codes.calls import CallBack, CallState, Line
from kit.wire.codes.people import Role
from socle.audit import service as audit
from tracker import cells


class CallTaken(Conflict):
    """Somebody else answered first; `current` is the call."""

    title = "Call already answered"


class CallMoved(Conflict):
    """The call is no longer where the change starts from; `current` is the call."""

    title = "Call in another state"


async def announce(session: Writing, caller: Caller, clock: Clock, entry: IncomingCall) -> CallView:
    """Let a call ring. Announcing the same `external_id` again gives the call as it now is.

    Raises:
        Forbidden: the caller is not the centre's telephone exchange.
    """
    centre_id = CentreId(entry.centre_id)
    author = caller.acting_at(centre_id, Role.TELEPHONY)
    now = clock.now()
    call_id = CallId(new_id())
    located = entry.lon_deg is not None and entry.lat_deg is not None
    number, keys = entry.number, keyring(session)
    inserted = await repository.insert_once(
        session,
        {
            "id": call_id,
            "centre_id": centre_id,
            "version": 1,
            "external_id": entry.external_id,
            "line": entry.line.value,
            "number": keys.encrypt(centre_id, number, cell(Call.number, call_id)),
            "number_blind": None if number is None else keys.blind(centre_id, "phone", number),
            "state": CallState.RINGING.value,
            "rang_at": now,
            "lon_deg": entry.lon_deg if located else None,
            "lat_deg": entry.lat_deg if located else None,
            "radius_m": entry.radius_m if located else None,
            "h3_9": _cell(entry.lon_deg, entry.lat_deg),
        },
    )
    if not inserted:
        known = await repository.announced(session, centre_id, entry.external_id)
        if known is None:
            raise NotFound("no such call")
        return await view(session, known)
    await audit.record(session, author, centre_id, "call.rang", now, {"line": entry.line.value}, call_id=call_id)
    return await view(session, call_id)


def _cell(lon_deg: float | None, lat_deg: float | None) -> int | None:
    return None if lon_deg is None or lat_deg is None else cells.cell(lon_deg, lat_deg)


def number_of(session: Reading, call: Call) -> str | None:
    """Give the number a call shows, readable."""
    return keyring(session).decrypt(call.number, cell(Call.number, call.id))


async def lock(session: Writing, call_id: UUID) -> Call:
    """Give a call for a change, its row locked.

    Raises:
        NotFound: no such call among the transaction's centres.
    """
    call = await repository.lock(session, call_id)
    if call is None:
        raise NotFound("no such call")
    return call


async def check_ringing(session: Writing, call: Call) -> None:
    """Check that a locked call may be answered: of two who try, one wins.

    Raises:
        CallTaken: it is answered already.
        CallMoved: nobody is calling any more.
    """
    if call.state == CallState.RINGING:
        return
    current = await view(session, call.id)
    if call.answered_at is None:
        raise CallMoved("the caller has hung up", current=current)
    raise CallTaken(f"{current.answered_by} has answered this call", current=current)


async def pick_up(session: Writing, author: Author, call: Call, case_id: CaseId, at: datetime) -> None:
    """Answer a locked call, ringing or called back, and bind it to the case it opens."""
    call.state = CallState.ANSWERED.value
    call.answered_at = at
    call.answered_by = author.account_id
    call.ended_at = None
    call.case_id = case_id
    call.version += 1
    await record(session, author, call, "call.answered", at)


async def move(session: Writing, author: Author, call: Call, state: CallState, at: datetime) -> bool:
    """Write what happened to a locked call; False when it already was in this state.

    Raises:
        CallMoved: a call in its present state cannot go there.
    """
    before = CallState(call.state)
    if before is state:
        return False
    if state not in rules.MOVES.get(before, frozenset()):
        raise CallMoved(f"a call in state {before} cannot become {state}", current=await view(session, call.id))
    call.state = state.value
    if state not in rules.LIVE:
        call.ended_at = at
    call.version += 1
    kind = "resumed" if state is CallState.ANSWERED else state.value.lower()
    await record(session, author, call, f"call.{kind}", at)
    return True


def bind(call: Call, case_id: CaseId) -> None:
    """Move a locked call to another case."""
    call.case_id = case_id
    call.version += 1


async def record(  # noqa: PLR0917 - the same order as the trail's own
    session: Writing, author: Author, call: Call, kind: str, at: datetime, body: Mapping[str, object] | None = None
) -> None:
    """Write a fact of a call."""
    case_id = None if call.case_id is None else CaseId(call.case_id)
    await audit.record(
        session, author, CentreId(call.centre_id), kind, at, body or {}, call_id=CallId(call.id), case_id=case_id
    )


async def read(session: Writing, caller: Caller, clock: Clock, call_id: UUID) -> CallView:
    """Open a call: a look at a caller, written in the trail.

    Raises:
        NotFound: no such call among the transaction's centres.
    """
    found = await view(session, call_id)
    centre_id, subject = CentreId(found.centre_id), f"call:{call_id}"
    await audit.look_by(session, caller, rules.READERS, centre_id, "call.read", subject, clock.now())
    return found


async def view(session: Reading, call_id: UUID) -> CallView:
    """Give one call.

    Raises:
        NotFound: no such call among the transaction's centres.
    """
    found = await views(session, [call_id])
    if not found:
        raise NotFound("no such call")
    return found[0]


async def views(session: Reading, ids: Collection[UUID] | None = None) -> list[CallView]:
    """Give calls as the room sees them, by time of ringing; those under way or to call back when no id is given. Two queries."""
    rows = await repository.rows(session, ids)
    calls = [call for call, *_ in rows]
    numbers = {call.id: number_of(session, call) for call in calls}
    near = {call.id: frozenset[int]() if call.h3_9 is None else frozenset(cells.around(call.h3_9, 1)) for call in calls}
    traces = await _traces(session, calls, numbers, near)
    return [
        CallView(
            id=call.id,
            centre_id=call.centre_id,
            version=call.version,
            line=Line(call.line),
            number=None if withheld else numbers[call.id],
            state=CallState(call.state),
            rang_at=call.rang_at,
            answered_at=call.answered_at,
            ended_at=call.ended_at,
            answered_by=answered_by,
            case_id=call.case_id,
            lon_deg=None if withheld else call.lon_deg,
            lat_deg=None if withheld else call.lat_deg,
            radius_m=None if withheld else call.radius_m,
            attach_to=rules.matches(
                rules.Caller(Line(call.line), numbers[call.id], near[call.id], call.rang_at, call.case_id),
                traces[call.centre_id],
            ),
            call_back=None if call.call_back is None else CallBack(call.call_back),
            call_back_attempts=call.call_back_attempts,
            call_back_tried_at=call.call_back_tried_at,
            rings_unanswered=call.rings_unanswered,
            overflowed_at=call.overflowed_at,
        )
        for call, answered_by, withheld in rows
    ]


async def _traces(
    session: Reading,
    calls: Collection[Call],
    numbers: Mapping[UUID, str | None],
    near: Mapping[UUID, frozenset[int]],
) -> defaultdict[UUID, list[rules.Trace]]:
    """Give, by centre, what earlier calls left on open cases and these calls share."""
    traces: defaultdict[UUID, list[rules.Trace]] = defaultdict(list)
    if calls:
        since = min(call.rang_at for call in calls) - rules.REMEMBERED_FOR
        keys = keyring(session)
        shown = {(call.centre_id, number) for call in calls if (number := numbers[call.id]) is not None}
        blinds = {blind for centre_id, number in shown for blind in keys.blinds(centre_id, "phone", number)}
        cell_ids = frozenset[int]().union(*near.values())
        centres = {call.centre_id for call in calls}
        for row in await repository.traces(session, since, centres, blinds, cell_ids):
            stored = None if Line(row.line) in rules.INSTITUTIONS else row.number
            number = keys.decrypt(stored, cell(Call.number, row.call_id))
            at_cells = frozenset(cell for cell in (row.call_cell, row.case_cell) if cell is not None)
            traces[row.centre_id].append(rules.Trace(row.case_id, row.opened_at, number, at_cells))
    return traces
