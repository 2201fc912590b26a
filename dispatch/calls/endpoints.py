"""Routes of calls that concern no case; those that do are in `dispatch.cases.endpoints`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from db.engine import Writing
from dispatch.calls import service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, make_router, require, transaction
from kit.openapi import describes
from kit.wire.calls import CallView, IncomingCall

router = make_router("calls")


@router.post("/calls", **describes(IncomingCall, CallView, 201))
async def announce(
    caller: Annotated[Caller, Depends(require("call.announce"))],
    entry: Annotated[IncomingCall, Depends(body(IncomingCall))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """The telephone exchange announces a ringing call; announcing the same one again changes nothing."""
    return answer(await service.announce(session, caller, now, entry), 201)


@router.get("/calls/{call_id}", **describes(None, CallView))
async def call(
    caller: Annotated[Caller, Depends(require("call.read"))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
    call_id: UUID,
) -> Response:
    """One call, with the open cases it may be about: the look is written in the trail."""
    return answer(await service.read(session, caller, now, call_id))
