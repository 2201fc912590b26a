"""Routes of OSNP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from db.engine import Writing
from dispatch.sas import service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, make_router, require, transaction
from kit.openapi import describes
from kit.wire.cases import CaseView
from kit.wire.sas import AppointmentEntry, AttemptEntry, ReturnEntry

router = make_router("sas")

Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]


@router.post("/decisions/{decision_id}/attempts", **describes(AttemptEntry, CaseView))
async def attempt(
    caller: Annotated[Caller, Depends(require("orientation.attempt"))],
    entry: Annotated[AttemptEntry, Depends(body(AttemptEntry))],
    session: Transaction,
    now: Now,
    decision_id: UUID,
) -> Response:
    """Log a call; the third one the patient does not answer gives them back to the doctor."""
    return answer(await service.attempt(session, caller, now, decision_id, entry))


@router.post("/decisions/{decision_id}/appointment", **describes(AppointmentEntry, CaseView))
async def book(
    caller: Annotated[Caller, Depends(require("orientation.book"))],
    entry: Annotated[AppointmentEntry, Depends(body(AppointmentEntry))],
    session: Transaction,
    now: Now,
    decision_id: UUID,
) -> Response:
    """Write down who sees the patient, when and where."""
    return answer(await service.book(session, caller, now, decision_id, entry))


@router.post("/decisions/{decision_id}/return", **describes(ReturnEntry, CaseView))
async def give_back(
    caller: Annotated[Caller, Depends(require("orientation.return"))],
    entry: Annotated[ReturnEntry, Depends(body(ReturnEntry))],
    session: Transaction,
    now: Now,
    decision_id: UUID,
) -> Response:
    """Give the patient back to the doctor."""
    return answer(await service.give_back(session, caller, now, decision_id, entry))
