"""Whose turn it is in the search for one ambulance: the garde of the sector by line, then whoever else could go, nearest first. Pure.

Source: practice, rules 23 and 25.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.assignment import rules as assignment
from dispatch.partners import rules
from dispatch.partners.rules import Asked
from kit.wire.codes.cases import MeansType
from kit.wire.codes.missions import Turn
from kit.wire.missions import Candidate
from kit.wire.partners import TurnView
from kit.wire.vehicles import VehicleView

OTHERS_SHOWN = 8
"""Vehicles shown beside the garde of the sector and those asked: the nearest of other sectors, and volunteers."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search. `lines`: vehicles of the sector's garde now, in the order they are called; `asked`: what was ordered for the need."""

    lines: Mapping[UUID, int]
    asked: Mapping[UUID, Asked]
    now: datetime
    lasts: timedelta
    """How long an order waits for its answer."""
    engageable: frozenset[UUID]
    """The centres whose vehicles are engaged without asking."""

    def concerns(self, vehicle: VehicleView) -> bool:
        """Tell whether a vehicle has a place in the search: it could go and is not asked of a centre, is on garde here, or was asked."""
        could_go = vehicle.centre_id in self.engageable and assignment.why_dropped(vehicle, MeansType.TSU) is None
        return could_go or vehicle.id in self.lines or vehicle.id in self.asked

    def turns(
        self, weighed: Iterable[Candidate], vehicles: Mapping[UUID, VehicleView], phones: Mapping[UUID, str | None]
    ) -> list[TurnView]:
        """Order the vehicles that have a place in the search."""
        by_id = {one.vehicle_id: one for one in weighed}
        garde = [by_id[vehicle_id] for vehicle_id in self.lines if vehicle_id in by_id]
        others = assignment.rank(one for one in by_id.values() if one.vehicle_id not in self.lines)
        tried = [one for one in others if one.vehicle_id in self.asked]
        free = [one for one in others if one.vehicle_id not in self.asked][:OTHERS_SHOWN]
        return [
            self._turn(one, vehicles[one.vehicle_id].organisation, phones.get(one.vehicle_id))
            for one in (*garde, *tried, *free)
        ]

    def _turn(self, candidate: Candidate, organisation: str, phone: str | None) -> TurnView:
        asked = self.asked.get(candidate.vehicle_id)
        turn = rules.turn_of(asked, self.lasts, self.now) if asked else Turn.OUT if candidate.dropped else Turn.FREE
        refusal = None if asked is None else rules.refusal(asked.reason)
        return TurnView(
            vehicle_id=candidate.vehicle_id,
            call_sign=candidate.call_sign,
            organisation=organisation,
            phone=phone,
            line=self.lines.get(candidate.vehicle_id),
            turn=turn,
            why=refusal if turn is Turn.REFUSED else candidate.dropped if turn is Turn.OUT else None,
            arrival_s=candidate.arrival_s,
            asked_at=None if asked is None else asked.ordered_at,
            answer_by=None if asked is None else rules.waits_until(asked, self.lasts),
        )


def next_turn(turns: Sequence[TurnView]) -> UUID | None:
    """Give the vehicle whose turn it is: the first that could go and was not asked."""
    return next((one.vehicle_id for one in turns if one.turn is Turn.FREE), None)


def may_call(turns: Sequence[TurnView]) -> bool:
    """Tell whether another may be called: nobody goes, and nobody's time to answer runs."""
    return not any(one.turn in {Turn.GOING, Turn.ASKED} for one in turns)
