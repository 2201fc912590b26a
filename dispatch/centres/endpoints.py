"""Routes between centres: shares, transfers, help, conventions, hints, pools."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from dispatch.centres import (
    ask_help,
    conventions,
    hand_over,
    help_requests,
    hints,
    opinions,
    pools,
    supervision,
    transfers,
)
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, require, transaction
from kit.openapi import describes
from kit.wire.cases import CaseView
from kit.wire.centres import (
    ConventionEntry,
    ConventionView,
    HelpRefusalEntry,
    HelpView,
    HintView,
    LoadView,
    OpinionAnswer,
    PoolEntry,
    PoolView,
    PostView,
    ShareEntry,
    TransferEntry,
    TransferRefusalEntry,
    TransferView,
)
from kit.wire.missions import Engagement, MissionView

router = make_router("centres")

Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Look = Annotated[Reading, Depends(look, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Hander = Annotated[Caller, Depends(require("case.transfer"))]
Setter = Annotated[Caller, Depends(require("pool.set"))]
Supervisor = Annotated[Caller, Depends(require("post.supervise"))]
Lender = Annotated[Caller, Depends(require("help.answer"))]
Binder = Annotated[Caller, Depends(require("convention.set"))]
Sharer = Annotated[Caller, Depends(require("case.share"))]


@router.post("/cases/{case_id}/shares", **describes(ShareEntry, CaseView))
async def share_case(
    caller: Sharer,
    entry: Annotated[ShareEntry, Depends(body(ShareEntry))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Ask a doctor of another centre for an opinion; that centre reads the case until it is ended."""
    return answer(await opinions.ask(session, caller, now, case_id, entry))


@router.delete("/cases/{case_id}/shares/{centre_id}", **describes(None, CaseView))
async def unshare_case(caller: Sharer, session: Transaction, now: Now, case_id: UUID, centre_id: UUID) -> Response:
    """End the opinion: the centre reads the case no more."""
    return answer(await opinions.end(session, caller, now, case_id, centre_id))


@router.post("/cases/{case_id}/shares/{centre_id}/answer", **describes(OpinionAnswer, CaseView))
async def give_opinion(  # noqa: PLR0917 - two ids in the path
    caller: Annotated[Caller, Depends(require("opinion.give"))],
    entry: Annotated[OpinionAnswer, Depends(body(OpinionAnswer))],
    session: Transaction,
    now: Now,
    case_id: UUID,
    centre_id: UUID,
) -> Response:
    """Give the opinion asked of one's centre."""
    return answer(await opinions.give(session, caller, now, case_id, centre_id, entry))


@router.get("/cases/{case_id}/hints", **describes(None, list[HintView]))
async def case_hints(_: Annotated[Caller, Depends(require("case.read"))], session: Look, case_id: UUID) -> Response:
    """What other centres have open near a case: commune, minute, motive family."""
    return answer(await hints.near(session, case_id))


@router.post("/cases/{case_id}/transfer", **describes(TransferEntry, TransferView, 201))
async def ask_transfer(
    caller: Hander,
    entry: Annotated[TransferEntry, Depends(body(TransferEntry))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Ask another centre to take a case over, with the caller on the line."""
    return answer(await hand_over.ask(session, caller, now, case_id, entry), 201)


@router.get("/transfers", **describes(None, list[TransferView]))
async def waiting_transfers(_: Hander, session: Look) -> Response:
    """Every transfer from or to the caller's centres that waits for an answer."""
    return answer(await transfers.waiting(session))


@router.post("/transfers/{transfer_id}/accept", **describes(None, CaseView))
async def accept_transfer(caller: Hander, session: Transaction, now: Now, transfer_id: UUID) -> Response:
    """Take a case over, and answer its caller."""
    return answer(await hand_over.accept(session, caller, now, transfer_id))


@router.post("/transfers/{transfer_id}/refuse", **describes(TransferRefusalEntry, TransferView))
async def refuse_transfer(
    caller: Hander,
    entry: Annotated[TransferRefusalEntry, Depends(body(TransferRefusalEntry))],
    session: Transaction,
    now: Now,
    transfer_id: UUID,
) -> Response:
    """Refuse a case, saying why."""
    return answer(await hand_over.refuse(session, caller, now, transfer_id, entry))


@router.post("/transfers/{transfer_id}/take-back", **describes(None, TransferView))
async def take_transfer_back(caller: Hander, session: Transaction, now: Now, transfer_id: UUID) -> Response:
    """Ask no more."""
    return answer(await hand_over.take_back(session, caller, now, transfer_id))


@router.post("/help-requests", **describes(Engagement, HelpView, 201))
async def ask_for_help(
    request: Request,
    caller: Annotated[Caller, Depends(require("help.ask"))],
    entry: Annotated[Engagement, Depends(body(Engagement))],
    session: Transaction,
    now: Now,
) -> Response:
    """Ask another centre for one of its vehicles: the engagement is what its answer carries out."""
    return answer(await ask_help.ask(session, caller, now, request.app.state.fleet, entry), 201)


@router.get("/help-requests", **describes(None, list[HelpView]))
async def waiting_requests(_: Annotated[Caller, Depends(require("mission.read"))], session: Look) -> Response:
    """Every request from or to the caller's centres that waits for an answer."""
    return answer(await help_requests.waiting(session))


@router.post("/help-requests/{request_id}/accept", **describes(None, MissionView))
async def lend(request: Request, caller: Lender, session: Transaction, now: Now, request_id: UUID) -> Response:
    """Lend a vehicle: it is engaged and ordered at once."""
    return answer(await ask_help.accept(session, caller, now, request.app.state.fleet, request_id))


@router.post("/help-requests/{request_id}/refuse", **describes(HelpRefusalEntry, HelpView))
async def keep(
    caller: Lender,
    entry: Annotated[HelpRefusalEntry, Depends(body(HelpRefusalEntry))],
    session: Transaction,
    now: Now,
    request_id: UUID,
) -> Response:
    """Keep a vehicle, saying why."""
    return answer(await ask_help.refuse(session, caller, now, request_id, entry))


@router.post("/help-requests/{request_id}/take-back", **describes(None, HelpView))
async def take_request_back(
    caller: Annotated[Caller, Depends(require("help.ask"))], session: Transaction, now: Now, request_id: UUID
) -> Response:
    """Ask for a vehicle no more."""
    return answer(await ask_help.take_back(session, caller, now, request_id))


@router.get("/conventions", **describes(None, list[ConventionView]))
async def all_conventions(_: Annotated[Caller, Depends(require("directory.read"))], session: Look) -> Response:
    """Every convention of the region, past ones too: whose vehicles another centre engages without asking."""
    return answer(await conventions.views(session))


@router.post("/conventions", **describes(ConventionEntry, ConventionView, 201))
async def begin_convention(
    caller: Binder,
    entry: Annotated[ConventionEntry, Depends(body(ConventionEntry))],
    session: Transaction,
    now: Now,
) -> Response:
    """Let another centre engage a centre's vehicles of a means without asking."""
    return answer(await conventions.begin(session, caller, now, entry), 201)


@router.delete("/conventions/{convention_id}", **describes(None, ConventionView))
async def end_convention(caller: Binder, session: Transaction, now: Now, convention_id: UUID) -> Response:
    """End a convention: its vehicles are asked for again."""
    return answer(await conventions.end(session, caller, now, convention_id))


@router.get("/pools", **describes(None, list[PoolView]))
async def all_pools(_: Annotated[Caller, Depends(require("directory.read"))], session: Look, now: Now) -> Response:
    """Every pool of the region that is set: who works whose lines and queues, and when."""
    return answer(await pools.views(session, now))


@router.post("/pools", **describes(PoolEntry, PoolView, 201))
async def begin_pool(
    caller: Setter, entry: Annotated[PoolEntry, Depends(body(PoolEntry))], session: Transaction, now: Now
) -> Response:
    """Let another centre's people work a centre's lines and queues too."""
    return answer(await pools.begin(session, caller, now, entry), 201)


@router.delete("/pools/{pool_id}", **describes(None, PoolView))
async def end_pool(caller: Setter, session: Transaction, now: Now, pool_id: UUID) -> Response:
    """End a pool, and with it the rights it gave."""
    return answer(await pools.end(session, caller, now, pool_id))


@router.get("/centres/loads", **describes(None, list[LoadView]))
async def centre_loads(_: Supervisor, session: Look, now: Now) -> Response:
    """What every centre has to do, and how many are there to do it."""
    return answer(await supervision.loads(session, now.now()))


@router.get("/posts", **describes(None, list[PostView]))
async def posts_of_the_room(caller: Supervisor, session: Look, now: Now) -> Response:
    """Who is at which post of the centres the caller supervises."""
    return answer(await supervision.posts_of(session, caller, now.now()))


@router.delete("/centres/{centre_id}/posts/{account_id}", **describes(None, list[PostView]))
async def end_post(caller: Supervisor, session: Transaction, now: Now, centre_id: UUID, account_id: UUID) -> Response:
    """Sign somebody out who has left a post; what they held alarms until it is given to somebody."""
    return answer(await supervision.end_post(session, caller, now, centre_id, account_id))
