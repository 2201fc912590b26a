"""The state a case stands in: settled when nothing is owed any more, complete when it can be filed."""

from datetime import datetime

from db.engine import Reading, Writing
from db.models.regulation import Case
from dispatch.cases import repository, rules, service
from kit.wire.codes.cases import CareQueue, CaseState, DecisionType, MeansType, Priority
from kit.wire.codes.missions import Outcome


async def settle(session: Writing, case: Case, at: datetime) -> None:
    """Bring a locked case to the state it stands in: ACTIF while something is owed, else ACHEVE, VALIDE once complete.

    To be called after anything that may owe or settle: queue, patients, decisions, missions, edits. Each change of state is a fact.
    """
    await session.flush()
    reached = rules.state_of(await standing(session, case))
    if case.state == CaseState.ACTIF and reached is CaseState.VALIDE:
        await _enter(session, case, CaseState.ACHEVE, at)
    await _enter(session, case, reached, at)


async def reopen(session: Writing, case: Case, at: datetime) -> None:
    """Bring a locked case to ACTIF: something is under way for it now."""
    await _enter(session, case, CaseState.ACTIF, at)


async def _enter(session: Writing, case: Case, state: CaseState, at: datetime) -> None:
    """Change the state of a locked case and write it down; nothing to do when it stands there."""
    if case.state != state:
        body = {"from": case.state, "to": state.value}
        case.state = state.value
        case.version += 1
        await service.record(session, service.SERVER, case, "case.state_changed", at, body)


async def standing(session: Reading, case: Case) -> rules.Standing:
    """Gather what decides whether a case is settled and complete. Three queries."""
    known = await service.patients(session, case)
    decisions = await repository.decisions(session, [case.id])
    missions = await repository.missions(session, [case.id])
    return rules.Standing(
        queue=None if case.queue is None else CareQueue(case.queue),
        patients=frozenset(known),
        decisions=tuple(
            rules.InForce(
                DecisionType(decision.type),
                None if decision.means is None else MeansType(decision.means),
                decision.patient_id,
            )
            for decision, *_ in decisions
            if decision.ended_at is None
        ),
        missions=tuple(
            rules.Sent(
                means=MeansType(mission.vehicle_type.partition(".")[0]),
                patient_id=mission.patient_id,
                over=mission.closed_at is not None,
                cared=mission.outcome not in {None, Outcome.CANCELLED},
            )
            for mission in missions
        ),
        has_place=case.place_label is not None,
        has_motive=case.motive_code is not None,
        priority=Priority(case.priority),
        unsigned=any(mission.unsigned for mission in missions)
        or any(one.decision.senior_id is not None and one.decision.countersigned_at is None for one in decisions),
    )
