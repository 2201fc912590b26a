"""A senior signs what an intern decided under them."""

from uuid import UUID

from db.engine import Writing
from dispatch.cases import service as cases
from dispatch.cases import settling, signatures
from dispatch.decisions import repository, service
from kit.caller import Caller
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.cases import CaseView
from kit.wire.codes.people import DOCTORS


async def countersign(session: Writing, caller: Caller, clock: Clock, decision_id: UUID) -> CaseView:
    """Sign an intern's decision, in force or not. Signing twice changes nothing.

    Raises:
        NotFound, CaseClosed: no such decision among the transaction's centres, or its case never changes again.
        Forbidden: the caller is no doctor of the case's centre, or the signature is owed by another one.
        NothingToSign: a doctor decided.
    """
    decision = await service.find(session, decision_id)
    case = await cases.lock(session, decision.case_id)
    author = caller.acting_at(CentreId(case.centre_id), *DOCTORS)
    await repository.lock(session, decision_id)
    if decision.countersigned_at is None:
        now = clock.now()
        await signatures.sign(session, author, case, decision, now)
        case.version += 1
        body = {"decision_id": decision_id, "senior_id": decision.senior_id}
        await cases.record(session, author, case, "decision.countersigned", now, body)
        await settling.settle(session, case, now)
    return await cases.view(session, case.id)
