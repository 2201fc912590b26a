"""Who regulates now at a centre, and under whom an intern does."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from db.engine import Reading, Writing
from gateways.http.auth import signed_in
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import NotFound
from kit.http import answer, body, clock, look, make_router, require, transaction
from kit.openapi import describes
from kit.wire.accounts import SeniorEntry
from kit.wire.relief import Colleague
from socle.accounts import seniors
from socle.accounts.rights import ACTIONS
from socle.accounts.service import SignedIn

router = make_router("session")

Now = Annotated[Clock, Depends(clock)]


@router.get("/centres/{centre_id}/doctors", **describes(None, list[Colleague]))
async def doctors(
    caller: Annotated[Caller, Depends(require("doctor.list"))],
    session: Annotated[Reading, Depends(look, scope="function")],
    now: Now,
    centre_id: UUID,
) -> Response:
    """List the regulating doctors at work at a centre: those a verbal order or an intern may name."""
    if centre_id not in caller.centres_of(ACTIONS["doctor.list"]):
        raise NotFound("no such centre of yours")
    return answer(await seniors.doctors_at_work(session, centre_id, now.now()))


@router.post("/session/senior", **describes(SeniorEntry, None, 204))
async def name_senior(
    caller: Annotated[Caller, Depends(require("senior.name"))],
    current: Annotated[SignedIn, Depends(signed_in)],
    entry: Annotated[SeniorEntry, Depends(body(SeniorEntry))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Now,
) -> Response:
    """Act as an intern under a doctor at work from now on; refused when that doctor is not."""
    await seniors.name(session, caller, now, current.session_id, entry)
    return Response(status_code=204)
