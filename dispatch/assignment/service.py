"""Propose vehicles for a decision, and tell the next best when the one wanted is gone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from db.engine import Reading, Writing
from db.models.regulation import Case, Decision
from db.models.regulation import Proposal as ProposalRow
from dispatch.assignment import repository, rules
from dispatch.cases import rules as case_rules
from dispatch.cases import service as cases
from dispatch.decisions import service as decisions
from dispatch.vehicles import service as vehicles
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Conflict, NotFound
from kit.ids import CentreId, new_id
from kit.wire.codes.cases import DecisionType, Delay, MeansType
from kit.wire.live import LivePosition
from kit.wire.missions import Candidate, Proposal

SILENCE_S = 120.0
"""Age from which a position is stale. Source: practice, rule 27 (2 min is a mark)."""
REPORTS_MISSED_S = 15.0
"""Real seconds of silence that mean as much on a fast domain clock, where two minutes pass between two reports."""


class Fleet(Protocol):
    """Where the vehicles are: the live replica of the process."""

    def position(self, vehicle_id: UUID) -> LivePosition | None:
        """Give the newest position of a vehicle."""
        ...


class NotToBeSent(Conflict):
    """The decision asks for nothing the room sends by itself, or is no longer in force."""

    title = "Decision without a vehicle to send"


class PlaceUnknown(Conflict):
    """The case has no place yet: commune level is enough."""

    title = "Place unknown"


async def propose(session: Writing, caller: Caller, clock: Clock, fleet: Fleet, decision_id: UUID) -> Proposal:
    """Rank every vehicle of the region for a decision in force, and keep the answer with the case.

    Raises:
        NotFound: no such decision among the transaction's centres.
        NotToBeSent: it is no longer in force, or asks for nothing the room sends.
        PlaceUnknown: the case has no place.
    """
    decision = await decisions.find(session, decision_id)
    centre_id = CentreId(decision.centre_id)
    author = caller.acting_at(centre_id, *case_rules.DESK)
    means = _means(decision)
    case = await cases.find(session, decision.case_id)
    now = clock.now()
    candidates, dropped = await _sort_out(session, clock, fleet, case, means)
    proposal = Proposal(
        id=new_id(),
        case_id=case.id,
        decision_id=decision.id,
        means=means,
        delay=None if decision.delay is None else Delay(decision.delay),
        method=rules.method(means),
        at=now,
        candidates=candidates,
        dropped=dropped,
    )
    repository.keep(
        session,
        ProposalRow(
            id=proposal.id,
            centre_id=centre_id,
            case_id=case.id,
            decision_id=decision.id,
            at=now,
            body=msgspec.to_builtins(proposal),
        ),
    )
    await session.flush()
    first = candidates[0] if candidates else None
    body = {
        "proposal_id": str(proposal.id),
        "decision_id": str(decision_id),
        "first": None if first is None else first.call_sign,
        "candidates": len(candidates),
        "dropped": len(dropped),
    }
    await cases.record(session, author, case, "assignment.proposed", now, body)
    return proposal


def _means(decision: Decision) -> MeansType:
    """Give the means a decision in force asks the room to send.

    Raises:
        NotToBeSent: it is no longer in force, or asks for none.
    """
    if decision.ended_at is None and decision.type == DecisionType.INTER and decision.means is not None:
        means = MeansType(decision.means)
        if means in rules.ANSWERS:
            return means
    raise NotToBeSent("this decision asks for no vehicle of the room, or is no longer in force")


async def next_best(
    session: Reading, clock: Clock, fleet: Fleet, case: Case, *, means: MeansType, but: Collection[UUID]
) -> Candidate | None:
    """Give the first candidate now, other than the vehicles in `but`; none when nobody is left."""
    candidates, _ = await _sort_out(session, clock, fleet, case, means)
    return next((candidate for candidate in candidates if candidate.vehicle_id not in but), None)


async def _sort_out(
    session: Reading, clock: Clock, fleet: Fleet, case: Case, means: MeansType
) -> tuple[list[Candidate], list[Candidate]]:
    if case.place_lon_deg is None or case.place_lat_deg is None:
        raise PlaceUnknown("give the case a place first: a commune is enough")
    stale_after = timedelta(seconds=max(SILENCE_S, clock.rate * REPORTS_MISSED_S))
    at = clock.now()
    engageable = await engageable_at(session, case.centre_id, means, at)
    need = rules.Need(means, case.place_lon_deg, case.place_lat_deg, at, stale_after, engageable)
    fleet_now = [(vehicle, fleet.position(vehicle.id)) for vehicle in await vehicles.views(session, at)]
    return rules.sort_out(fleet_now, need)


async def engageable_at(session: Reading, centre_id: UUID, means: MeansType, at: datetime) -> frozenset[UUID]:
    """Give the centres whose vehicles of a means a centre engages without asking: its own, and by convention.

    Source: practice, rule 28.
    """
    return await repository.lenders(session, centre_id, means, at) | {centre_id}


async def kept(session: Reading, proposal_id: UUID) -> Proposal:
    """Give a proposal as it was made.

    Raises:
        NotFound: no such proposal among the transaction's centres.
    """
    row = await repository.find(session, proposal_id)
    if row is None:
        raise NotFound("no such proposal")
    return msgspec.convert(row.body, Proposal)
