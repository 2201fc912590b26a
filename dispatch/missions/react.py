"""What missions do when an earlier step changed something: the worker calls it with each sealed fact, in order, perhaps twice."""

from uuid import UUID

from db.engine import Writing
from dispatch.missions import orders, repository, rules, service
from kit.caller import WORKER
from kit.clock import Clock
from kit.wire.codes.missions import Ground, MissionStatus, ReceiptState
from kit.wire.live import FactNews


async def place_changed(session: Writing, clock: Clock, news: FactNews) -> None:
    """Tell the new place to each crew on its way or on scene, until read again.

    A crew that refused and has not left is not ordered again; should it leave all the same, `follow` tells it. Source: practice, rule
    15. Fact: `case.place_changed`.
    """
    if news.case_id is None or news.fact_id is None:
        return
    for mission in await repository.lock_running(session, news.case_id, rules.BEFORE_TRANSPORT):
        if mission.ground == Ground.PARTENAIRE or rules.refusal_holds(
            MissionStatus(mission.status), refused=mission.receipt == ReceiptState.REFUSED
        ):
            continue
        if not await repository.reacted(session, mission, news.fact_id):
            await orders.tell_again(session, WORKER, clock, mission, news.fact_id)


async def decision_ended(session: Writing, clock: Clock, news: FactNews) -> None:
    """Propose the cancellation of what runs on a decision withdrawn or replaced by another need; never send it.

    Replaced for the same need, what runs goes on and quotes the new decision. Source: practice, rule 2. Facts: `decision.withdrawn`,
    `decision.replaced`.
    """
    fact = None if news.fact_id is None else await repository.fact(session, news.fact_id)
    if fact is None or fact.case_id is None:
        return
    now = clock.now()
    for mission in await repository.lock_quoting(session, fact.case_id, UUID(fact.body["decision_id"])):
        if fact.body.get("same_need", False):
            mission.decision_id = UUID(fact.body["by"])
            kind, body = "mission.decision_followed", {"decision_id": fact.body["by"]}
        elif not mission.cancel_proposed:
            mission.cancel_proposed = True
            kind, body = "mission.cancel_proposed", {"decision_id": fact.body["decision_id"]}
        else:
            continue
        mission.version += 1
        await service.record(session, WORKER, mission, kind, now, body)
