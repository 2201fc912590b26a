"""Callers who hung up before anyone answered: on the call-back list until reached, until they call again, or until a person files it.

One entry a person: ringing again unanswered counts on the entry that waits, which keeps its place. Numbers of institutions stand for many
people, so each of their calls waits for itself. Source: practice, rules 8 and 10.
"""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Writing
from db.models.regulation import Call
from db.secrets import keyring
from dispatch.calls import repository, rules, service
from kit.caller import Author
from kit.errors import Conflict
from kit.wire.codes.calls import CallBack, Line


class NotToCallBack(Conflict):
    """The call is not on the call-back list, or its caller showed no number; `current` is the call."""

    title = "Not to call back"


async def join(session: Writing, author: Author, call: Call, at: datetime) -> None:
    """Put a locked call that was just abandoned on the call-back list, or count it on the entry its caller has there."""
    waiting = [one for one in await _same_person(session, call) if one.id != call.id]
    if waiting:
        waiting[0].rings_unanswered += 1
        waiting[0].version += 1
        await service.record(session, author, waiting[0], "call.rang_again", at, {"call_id": str(call.id)})
    else:
        call.call_back = CallBack.DUE.value
        call.rings_unanswered = 1


async def called_again(session: Writing, author: Author, answered: Call, at: datetime) -> None:
    """Take off the list whoever has got through: `answered` is their call, locked."""
    for call in await _same_person(session, answered):
        await _settle(session, author, call, CallBack.CALLED_AGAIN, at)


async def _same_person(session: Writing, call: Call) -> Sequence[Call]:
    number = service.number_of(session, call)
    if number is None or Line(call.line) in rules.INSTITUTIONS:
        return ()
    blinds = keyring(session).blinds(call.centre_id, "phone", number)
    due = await repository.lock_due(session, call.centre_id, blinds)
    return [one for one in due if Line(one.line) not in rules.INSTITUTIONS]


async def no_answer(session: Writing, author: Author, call: Call, at: datetime) -> None:
    """Count on a locked call that somebody called back in vain; it stays on the list.

    Raises:
        NotToCallBack: it is not on the list, or shows no number.
    """
    await _check_due(session, call, by_phone=True)
    call.call_back_attempts += 1
    call.call_back_tried_at = at
    call.version += 1
    await service.record(session, author, call, "call.called_back", at, {"attempt": call.call_back_attempts})


async def reached(session: Writing, author: Author, call: Call, at: datetime) -> None:
    """Take a locked call off the list: its caller is on the line.

    Raises:
        NotToCallBack: it is not on the list, or shows no number.
    """
    await _check_due(session, call, by_phone=True)
    await _settle(session, author, call, CallBack.REACHED, at)


async def file(session: Writing, author: Author, call: Call, at: datetime) -> None:
    """Take a locked call off the list: a person has decided that nobody calls back. Filing twice changes nothing.

    Raises:
        NotToCallBack: it is not on the list.
    """
    if call.call_back != CallBack.FILED:
        await _check_due(session, call, by_phone=False)
        await _settle(session, author, call, CallBack.FILED, at)


async def _check_due(session: Writing, call: Call, *, by_phone: bool) -> None:
    if call.call_back != CallBack.DUE:
        raise NotToCallBack("this call is not to be called back", current=await service.view(session, call.id))
    if by_phone and call.number is None:
        raise NotToCallBack("this call shows no number", current=await service.view(session, call.id))


async def _settle(session: Writing, author: Author, call: Call, call_back: CallBack, at: datetime) -> None:
    call.call_back = call_back.value
    call.version += 1
    await service.record(session, author, call, f"call.call_back_{call_back.lower()}", at)
