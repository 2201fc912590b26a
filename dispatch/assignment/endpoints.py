"""Route of proposals."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Writing
from dispatch.assignment import service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, clock, make_router, require, transaction
from kit.openapi import describes
from kit.wire.missions import Proposal

router = make_router("assignment")


@router.post("/decisions/{decision_id}/proposal", **describes(None, Proposal))
async def propose(
    request: Request,
    caller: Annotated[Caller, Depends(require("assignment.propose"))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
    decision_id: UUID,
) -> Response:
    """Rank every vehicle of the region for a decision in force; the answer is kept with the case."""
    return answer(await service.propose(session, caller, now, request.app.state.fleet, decision_id))
