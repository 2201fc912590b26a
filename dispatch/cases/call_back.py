"""Calling back a caller who hung up before anyone answered. Reached, the call is picked up: it opens a case like any other."""

from uuid import UUID

from db.engine import Writing
from dispatch.calls import call_backs
from dispatch.calls import service as calls
from dispatch.cases import pick_up
from kit.caller import Caller
from kit.clock import Clock
from kit.ids import CaseId, CentreId, new_id
from kit.wire.calls import CallBackEntry, CallView
from kit.wire.codes.calls import CallBackResult
from kit.wire.codes.people import Role


async def call_back(session: Writing, caller: Caller, clock: Clock, call_id: UUID, entry: CallBackEntry) -> CallView:
    """Write what came of calling back: reached, which opens a case; no answer, which counts an attempt; or filed.

    Raises:
        NotFound: no such call among the transaction's centres.
        Forbidden: the caller is no ARM of the call's centre.
        NotToCallBack: it is not on the list (any more), or shows no number.
    """
    call = await calls.lock(session, call_id)
    author = caller.acting_at(CentreId(call.centre_id), Role.ARM)
    now = clock.now()
    if entry.result is CallBackResult.NO_ANSWER:
        await call_backs.no_answer(session, author, call, now)
    elif entry.result is CallBackResult.FILED:
        await call_backs.file(session, author, call, now)
    else:
        await call_backs.reached(session, author, call, now)
        case_id = CaseId(new_id())
        await pick_up.open_case(session, author, call, case_id, now)
        await calls.pick_up(session, author, call, case_id, now)
    return await calls.view(session, call_id)
