"""The room at a past second, for supervisors and doctors who say why, without identities; each look is written down. Practice, rule 32."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from db.engine import Writing, make_engine, writing
from db.models.directory import REGION_CHAIN_ID
from dispatch.missions import past, past_facts
from gateways.http.state import state_of
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid
from kit.http import answer, body, clock, make_router, require, transaction
from kit.ids import CentreId
from kit.openapi import describes
from kit.wire.codes.people import Role
from kit.wire.past import PastRoom, ReplayEntry, ReplayView
from socle.accounts.fields import groups_of, show

router = make_router("past")

SHOWN = groups_of(frozenset({Role.SUPERVISOR}))
"""What a replay shows, whoever looks: nobody's identity. A doctor who needs a name opens the case, which says so in its trail."""

NOTHING_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
"""What is rebuilt is looked for days before: the first of all years has none. Parameter of ours."""


async def turn(request: Request) -> AsyncGenerator[None]:
    """Wait until fewer past rooms are being rebuilt, before the request takes a connection of the pool."""
    async with state_of(request).replays:
        yield


def check_time(at: datetime, now: datetime, path: str) -> None:
    """Refuse what nobody can look at; `path` is where the time was given.

    Raises:
        Invalid: it has no offset, is to come, or is before anything was kept.
    """
    if at.tzinfo is None:
        raise Invalid("give the offset of the time", path=path)
    if at > now:
        raise Invalid("this has not happened yet", path=path)
    if at < NOTHING_BEFORE:
        raise Invalid("nothing is kept from before the year 2000", path=path)


@router.post("/room/replays", **describes(ReplayEntry, ReplayView, 201))
async def open_replay(
    caller: Annotated[Caller, Depends(require("room.replay"))],
    entry: Annotated[ReplayEntry, Depends(body(ReplayEntry))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
) -> Response:
    """Say why one looks at a centre's past; each look quotes the answer's id."""
    return answer(await past_facts.open_replay(session, caller, now, entry), 201)


@router.get("/room/at", **describes(None, PastRoom))
async def room_at(
    *,
    request: Request,
    caller: Annotated[Caller, Depends(require("room.replay"))],
    _: Annotated[None, Depends(turn, scope="function")],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Annotated[Clock, Depends(clock)],
    centre_id: Annotated[UUID, Query()],
    time: Annotated[datetime, Query(description="Domain time, with its offset.")],
    replay_id: Annotated[UUID, Query(description="What POST /room/replays answered when it was told why.")],
) -> Response:
    """The room of a centre as its screens had it at a past second, rebuilt from facts, without identities."""
    check_time(time, now.now(), "query.time")
    centre = CentreId(centre_id)
    await past_facts.look(session, caller, now, centre_id=centre, replay_id=replay_id, at=time)
    engine = make_engine(state_of(request).settings, "rramu_api")  # a connection of its own: see `past`
    try:
        async with writing(engine, caller.account_id, [centre, CentreId(REGION_CHAIN_ID)]) as alone:
            return answer(show(SHOWN, await past.room(alone, centre, time)))
    finally:
        await engine.dispose()
