"""The domain clock, read by everybody, set by an administrator of a demo or an exercise."""

from typing import Annotated

from fastapi import Depends, Request, Response

from db import domain_clock
from db.engine import Writing
from db.models.directory import REGION_CHAIN_ID
from gateways.http.state import State, state_of
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import Forbidden
from kit.http import answer, body, make_router, require, transaction
from kit.ids import CentreId
from kit.openapi import describes
from kit.wire.accounts import ClockRate, ClockView
from kit.wire.codes.people import Role
from socle.audit import service as audit

public = make_router("clock")
router = make_router("clock")


def _view(state: State, clock: Clock) -> Response:
    instance = state.settings.instance
    return answer(
        ClockView(
            server_at=clock.real(), domain_at=clock.now(), rate=clock.rate, instance=instance.name, kind=instance.kind
        )
    )


@public.get("/clock", **describes(None, ClockView))
async def read(request: Request) -> Response:
    """Tell real and domain time."""
    state = state_of(request)
    return _view(state, state.clock)


@router.put("/clock", **describes(ClockRate, ClockView))
async def set_rate(
    request: Request,
    caller: Annotated[Caller, Depends(require("clock.set"))],
    wanted: Annotated[ClockRate, Depends(body(ClockRate))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
) -> Response:
    """Make domain time run faster or slower from now on, or from a later instant. Never on a production instance, never back."""
    state = state_of(request)
    if state.settings.instance.kind == "production":
        raise Forbidden("domain time is real time on a production instance")
    epoch = await domain_clock.set_rate(session, wanted.rate, real_now(), caller.account_id, domain_at=wanted.domain_at)
    body_of_fact: dict[str, object] = {"rate": epoch.rate}
    if wanted.domain_at is not None:
        body_of_fact["moved_to"] = wanted.domain_at
    author = Author(caller.account_id, Role.ADMINISTRATOR.value)
    region = CentreId(REGION_CHAIN_ID)
    await audit.record(session, author, region, "clock.rate_set", epoch.domain_at, body_of_fact)
    return _view(state, Clock(epoch))
