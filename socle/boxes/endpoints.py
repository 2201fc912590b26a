"""Routes of the park of boxes. A company sees its own, the park's manager all; services check it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, require, told_once, transaction
from kit.openapi import describes
from kit.settings import BoxesSettings
from kit.wire.boxes import (
    BoxCandidate,
    BoxCertificateView,
    BoxEntry,
    BoxMove,
    BoxRequestEntry,
    BoxRequestRefusal,
    BoxRequestView,
    BoxShelving,
    BoxView,
    CertificateEntry,
    CredentialEntry,
    NewCredential,
    RefusedFixView,
)
from socle.boxes import lists, park, requests

router = make_router("boxes")


async def policy(request: Request) -> BoxesSettings:
    """Give how this instance keeps its park."""
    found: BoxesSettings = request.app.state.boxes
    return found


Looking = Annotated[Reading, Depends(look, scope="function")]
Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Policy = Annotated[BoxesSettings, Depends(policy)]
Secret = Annotated[None, Depends(told_once)]
Reader = Annotated[Caller, Depends(require("box.read"))]
Asker = Annotated[Caller, Depends(require("box.request"))]
Manager = Annotated[Caller, Depends(require("box.manage"))]


@router.get("/boxes", **describes(None, list[BoxView]))
async def park_state(caller: Reader, session: Looking, now: Now) -> Response:
    """The boxes of the park, or of the company's vehicles: where, since when heard, how they are."""
    return answer(await lists.boxes(session, now.epoch, await requests.scope(session, caller)))


@router.get("/boxes/candidates", **describes(None, list[BoxCandidate]))
async def candidates(caller: Reader, session: Looking) -> Response:
    """Vehicles without a box, and why each may not get one."""
    return answer(await lists.candidates(session, await requests.scope(session, caller)))


@router.get("/box-requests", **describes(None, list[BoxRequestView]))
async def listed_requests(caller: Reader, session: Looking) -> Response:
    """Requests for boxes, those waiting first."""
    return answer(await lists.requests(session, await requests.scope(session, caller)))


@router.post("/box-requests", **describes(BoxRequestEntry, BoxRequestView, 201))
async def ask(
    caller: Asker, entry: Annotated[BoxRequestEntry, Depends(body(BoxRequestEntry))], session: Transaction, now: Now
) -> Response:
    """Ask for a box in a vehicle."""
    return answer(await requests.ask(session, caller, now, entry), 201)


@router.post("/box-requests/{request_id}/withdraw", **describes(None, BoxRequestView))
async def withdraw(caller: Asker, session: Transaction, now: Now, request_id: UUID) -> Response:
    """Ask no more."""
    return answer(await requests.withdraw(session, caller, now, request_id))


@router.post("/box-requests/{request_id}/refuse", **describes(BoxRequestRefusal, BoxRequestView))
async def refuse(
    caller: Manager,
    entry: Annotated[BoxRequestRefusal, Depends(body(BoxRequestRefusal))],
    session: Transaction,
    now: Now,
    request_id: UUID,
) -> Response:
    """Refuse a request, saying why."""
    return answer(await requests.refuse(session, caller, now, request_id, entry))


@router.post("/boxes", **describes(BoxEntry, NewCredential, 201))
async def provision(
    caller: Manager,
    _: Secret,
    entry: Annotated[BoxEntry, Depends(body(BoxEntry))],
    session: Transaction,
    now: Now,
) -> Response:
    """Provision a box; its credential is told once."""
    return answer(await park.provision(session, caller, now, entry), 201)


@router.post("/boxes/{box_id}/move", **describes(BoxMove, BoxView))
async def move(
    caller: Manager,
    entry: Annotated[BoxMove, Depends(body(BoxMove))],
    session: Transaction,
    now: Now,
    box_id: UUID,
) -> Response:
    """Move a box to another vehicle; what it measured before stays the vehicle's of that time."""
    return answer(await park.move(session, caller, now, box_id, entry))


@router.post("/boxes/{box_id}/shelve", **describes(BoxShelving, BoxView))
async def shelve(
    caller: Manager,
    entry: Annotated[BoxShelving, Depends(body(BoxShelving))],
    session: Transaction,
    now: Now,
    box_id: UUID,
) -> Response:
    """Take a box out of its vehicle: in store, to repair, lost, retired."""
    return answer(await park.shelve(session, caller, now, box_id, entry))


@router.post("/boxes/{box_id}/credential", **describes(CredentialEntry, NewCredential, 201))
async def renew(
    caller: Manager,
    _: Secret,
    entry: Annotated[CredentialEntry, Depends(body(CredentialEntry))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    box_id: UUID,
) -> Response:
    """Give a box another credential, told once; the old one holds until the box has it, unless asked otherwise."""
    return answer(await park.renew(session, caller, now, box_id, entry, settings=policy), 201)


@router.post("/boxes/{box_id}/certificates", **describes(CertificateEntry, BoxCertificateView, 201))
async def certify(
    caller: Manager,
    entry: Annotated[CertificateEntry, Depends(body(CertificateEntry))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    box_id: UUID,
) -> Response:
    """Sign a client certificate for a box."""
    return answer(await park.certify(session, caller, now, box_id, entry, settings=policy), 201)


@router.post("/boxes/{box_id}/revoke", **describes(None, BoxView))
async def revoke(
    caller: Annotated[Caller, Depends(require("box.revoke"))], session: Transaction, now: Now, box_id: UUID
) -> Response:
    """Let a box speak no more; its connection is cut within a second or two."""
    return answer(await park.revoke(session, caller, now, box_id))


@router.get("/boxes/{box_id}/refused", **describes(None, list[RefusedFixView]))
async def refused(caller: Reader, session: Transaction, now: Now, box_id: UUID) -> Response:
    """What was refused of a box in the week, newest first, with its reason and what was sent. The look is written in the trail."""
    return answer(await requests.refused(session, caller, now, box_id))
