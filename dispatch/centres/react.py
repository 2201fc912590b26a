"""What centres do between them when an earlier step changed something: called by the worker with each sealed fact, perhaps twice."""

import msgspec
from sqlalchemy import exists, select

from db.engine import Writing
from db.models.centres import CaseShare, HelpRequest
from db.models.regulation import Case
from db.models.trail import Fact
from dispatch.cases import repository, service
from dispatch.centres import ask_help
from dispatch.missions import grounds
from dispatch.vehicles import service as vehicles
from kit.caller import WORKER
from kit.clock import Clock
from kit.errors import RegulationError
from kit.wire.codes.centres import ShareReason
from kit.wire.live import FactNews
from kit.wire.missions import Engagement

"""Author of what reactions do."""


async def help_settled(session: Writing, clock: Clock, news: FactNews) -> None:
    """Take back what is asked for a case on a ground that no longer holds, and end what is read for vehicles no longer under way.

    A request whose decision was replaced for the same need quotes the new one.
    """
    if news.case_id is None or not await session.scalar(select(exists().where(HelpRequest.case_id == news.case_id))):
        return
    case = await repository.lock(session, news.case_id)
    if case is None:
        return
    now = clock.now()
    before, after = await _same_need(session, news)
    for request in await ask_help.lock_asked(session, case.id):
        if before is not None and request.engagement.get("decision_id") == before:
            request.engagement = request.engagement | {"decision_id": after}
            request.version += 1
        if not await _holds(session, clock, case, request):
            await ask_help.drop(session, WORKER, case, request, now)
    readers = select(CaseShare.centre_id).where(
        CaseShare.case_id == case.id, CaseShare.reason == ShareReason.HELP.value, CaseShare.until.is_(None)
    )
    for centre_id in list(await session.scalars(readers)):
        if await ask_help.let_go(session, case, centre_id, now):
            await service.record(session, WORKER, case, "case.unshared", now, {"to_centre_id": str(centre_id)})


async def _same_need(session: Writing, news: FactNews) -> tuple[str | None, str | None]:
    """Give the decision a fact says was replaced for the same need, and the one that replaced it."""
    if news.kind != "decision.replaced":
        return None, None
    body = await session.scalar(select(Fact.body).where(Fact.id == news.fact_id))
    if body is None or not body.get("same_need", False):
        return None, None
    return body["decision_id"], body["by"]


async def _holds(session: Writing, clock: Clock, case: Case, request: HelpRequest) -> bool:
    """Tell whether a vehicle asked for could still be engaged for its case, if it is free."""
    if case.closed_at is not None:
        return False
    vehicle = await vehicles.view(session, clock.now(), request.vehicle_id)
    try:
        await grounds.check(session, case, vehicle, msgspec.convert(request.engagement, Engagement), None)
    except RegulationError:
        return False
    return True
