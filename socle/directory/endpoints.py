"""Routes of the directories."""

from typing import Annotated

from fastapi import Depends, Query, Response

from db.engine import Reading
from kit.caller import Caller
from kit.http import answer, look, make_router, require
from kit.openapi import describes
from kit.wire.accounts import CentreView, CommuneView, FacilityView, MotiveView
from socle.directory import service

router = make_router("directory")

Reader = Annotated[Caller, Depends(require("directory.read"))]
Look = Annotated[Reading, Depends(look, scope="function")]
Typed = Annotated[str, Query(max_length=80)]


@router.get("/centres", **describes(None, list[CentreView]))
async def centres(_: Reader, session: Look) -> Response:
    """List the regulation centres."""
    return answer(await service.centres(session))


@router.get("/communes", **describes(None, list[CommuneView]))
async def communes(
    _: Reader, session: Look, q: Typed = "", limit: Annotated[int, Query(ge=1, le=500)] = 10
) -> Response:
    """Find communes by the first letters of their name or of a word of it."""
    return answer(await service.communes(session, q, limit))


@router.get("/facilities", **describes(None, list[FacilityView]))
async def facilities(_: Reader, session: Look) -> Response:
    """List the receiving facilities and bases."""
    return answer(await service.facilities(session))


@router.get("/motives", **describes(None, list[MotiveView]))
async def motives(_: Reader, session: Look, q: Typed = "") -> Response:
    """Find motives; all of them when nothing is typed."""
    return answer(await service.motives(session, q))
