"""A doctor signs what was ordered in their name: a verbal order, or a reinforcement they agreed to. Source: practice, rule 3."""

from uuid import UUID

from db.engine import Writing
from dispatch.cases import service as cases
from dispatch.cases import settling, signatures
from dispatch.missions import service
from kit.caller import Caller
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.codes.people import DOCTORS
from kit.wire.missions import MissionView


async def countersign(session: Writing, caller: Caller, clock: Clock, mission_id: UUID) -> MissionView:
    """Sign the order of a mission, over or not. Signing twice changes nothing.

    Raises:
        NotFound, CaseClosed: no such mission among the transaction's centres, or its case never changes again.
        Forbidden: the caller is no doctor of the case's centre, or the signature is owed by another one.
        NothingToSign: no doctor was named.
    """
    mission = await service.lock(session, mission_id)
    case = await cases.lock(session, mission.case_id)
    author = caller.acting_at(CentreId(case.centre_id), *DOCTORS)
    if mission.countersigned_at is None:
        now = clock.now()
        await signatures.sign(session, author, case, mission, now)
        mission.version += 1
        await service.record(session, author, mission, "mission.countersigned", now, {"doctor_id": mission.doctor_id})
        await settling.settle(session, case, now)
    return await service.view(session, mission_id)
