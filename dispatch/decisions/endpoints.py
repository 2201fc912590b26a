"""Routes of decisions: regulating doctors, and their interns."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from db.engine import Writing
from dispatch.decisions import countersign, service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, make_router, require, transaction
from kit.openapi import describes
from kit.wire.cases import CaseView, DecisionEntry

router = make_router("decisions")

Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]


@router.post("/cases/{case_id}/decisions", **describes(DecisionEntry, CaseView))
async def decide(
    caller: Annotated[Caller, Depends(require("decision.decide"))],
    entry: Annotated[DecisionEntry, Depends(body(DecisionEntry))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Decide for a patient of the case, or for the case while none is known."""
    return answer(await service.decide(session, caller, now, case_id, entry))


@router.post("/decisions/{decision_id}/countersign", **describes(None, CaseView))
async def countersign_decision(
    caller: Annotated[Caller, Depends(require("decision.countersign"))],
    session: Transaction,
    now: Now,
    decision_id: UUID,
) -> Response:
    """A senior signs what an intern decided under them."""
    return answer(await countersign.countersign(session, caller, now, decision_id))


@router.post("/decisions/{decision_id}/withdraw", **describes(None, CaseView))
async def withdraw(
    caller: Annotated[Caller, Depends(require("decision.withdraw"))],
    session: Transaction,
    now: Now,
    decision_id: UUID,
) -> Response:
    """Withdraw a decision; standing down what runs on it is proposed, never sent."""
    return answer(await service.withdraw(session, caller, now, decision_id))
