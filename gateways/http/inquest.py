"""The inquest file of a case, for a doctor of its centre who says why: the chain is walked about it, and its making is a fact."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import reading, writing
from dispatch.missions.inquest import find, gather
from dispatch.missions.inquest_trail import prove, rows_of
from gateways.http.state import state_of
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, make_router, require
from kit.ids import CaseId, CentreId
from kit.openapi import describes
from kit.wire.inquest import Inquest, InquestAsked, InquestFile

router = make_router("past")


@router.post("/cases/{case_id}/inquest", **describes(InquestAsked, InquestFile))
async def make_inquest(
    request: Request,
    caller: Annotated[Caller, Depends(require("case.inquest"))],
    asked: Annotated[InquestAsked, Depends(body(InquestAsked))],
    now: Annotated[Clock, Depends(clock)],
    case_id: UUID,
) -> Response:
    """The file of a case, as JSON and as PDF: every fact and look, decisions, missions, positions, and the proof of these rows.

    No transaction of the caller's is held while they are proved; one file is made at a time.
    """
    state = state_of(request)
    centres: tuple[CentreId, ...] = request.state.centres
    async with state.inquests:
        async with reading(state.engine, caller.account_id, centres) as session:
            case = await find(session, caller, case_id)
            rows = await rows_of(session, case.id)
        proof = await prove(state.engine, state.settings.audit.heads_folder, CaseId(case.id), rows)
        async with writing(state.engine, caller.account_id, centres) as session:
            gathered = await gather(session, case.number, asked.motive, now.now(), proof, caller)
        return answer(InquestFile(inquest=gathered, pdf=await asyncio.to_thread(_printed, gathered)))


def _printed(gathered: Inquest) -> bytes:
    from dispatch.missions import inquest_paper  # noqa: PLC0415 - its fonts and paper take a second nothing else here needs

    return inquest_paper.printed(gathered)
