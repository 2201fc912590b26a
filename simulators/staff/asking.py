"""When a helicopter is asked for, and whether its pilot has answered. Pure. Source: practice, rule 7."""

from collections.abc import Collection
from uuid import UUID

from kit.wire.codes.missions import MissionStatus
from kit.wire.missions import Candidate, MissionView, Proposal
from simulators.plan.room import BY_AIR_FROM

ON_REQUEST = "ON_REQUEST"


def is_asked(mission: MissionView) -> bool:
    """Tell whether a pilot has been asked and has not answered."""
    return mission.asked and mission.status is MissionStatus.DECISION and mission.closed_at is None


def to_ask(proposal: Proposal, by_road: Candidate | None, tried: Collection[UUID]) -> Candidate | None:
    """Give the helicopter to ask for: when nobody gets there soon by road, and it is quicker than who would."""
    road_s = None if by_road is None else by_road.arrival_s
    if by_road is not None and (road_s is None or road_s <= BY_AIR_FROM.total_seconds()):
        return None
    free = [
        (one.arrival_s, one)
        for one in proposal.dropped
        if one.dropped == ON_REQUEST and one.vehicle_id not in tried and one.arrival_s is not None
    ]
    first_s, first = min(free, key=lambda one: one[0], default=(0.0, None))
    return first if road_s is None or first_s < road_s else None
