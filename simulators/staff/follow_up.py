"""The ARM suivi: engages what doctors decided, replaces who does not come, brings bilans to a doctor, ends what is handed over."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from kit.wire.cases import CaseEdit, CaseView, DecisionView
from kit.wire.codes.cases import CareQueue, CaseState, DecisionType, Delay, MeansType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from kit.wire.missions import Closing, Engagement, MissionView, Proposal
from simulators.api import Refused
from simulators.plan.durations import Lognormal
from simulators.plan.room import CHOOSING, LISTENING, NOBODY_FOR, PILOT_PATIENCE
from simulators.staff.asking import is_asked, to_ask
from simulators.staff.bilan import waits_for_a_word
from simulators.staff.desk import WRITING, Job, Post
from simulators.staff.neighbours import ask_no_more, asked_for, awaits_answer, engage, help_asked
from simulators.staff.relief import give_up, why_given_up

CALLING = Lognormal(30, 80)
TRIES = 4
TAKEN = frozenset({"vehicle-busy", "team-busy", "vehicle-unfit"})
SENT_BY_THE_ROOM = frozenset({MeansType.SMUR, MeansType.TSU, MeansType.SIS})
DELAYS = list(Delay)
HANDED_OVER = frozenset({MissionStatus.FINPEC, MissionStatus.RETOUR, MissionStatus.RET_BASE, MissionStatus.REN_BASE})

Lacking = tuple[CaseView, DecisionView]


class FollowUp(Post):
    """One ARM suivi."""

    def next_job(self) -> Job | None:
        """Give what to do. When vehicles are short, what has no candidate must not keep the rest waiting: it comes last."""
        vital, others = self._lacking()
        return (
            help_asked(self)
            or self._given_up()
            or self._decision(vital)
            or self._bilan()
            or self._ended()
            or self._decision(others)
        )

    def _given_up(self) -> Job | None:
        """Give a mission nobody carries out; a SMUR is stood down by a doctor."""
        for mission in self._free_missions():
            vehicle = self.desk.room.vehicles.get(mission.vehicle_id)
            if vehicle is None or vehicle.type.startswith("SMUR."):
                continue
            why = why_given_up(self.desk, mission)
            if why is not None:
                return Job(mission.id, partial(self._replace, mission, why))
        return None

    async def _replace(self, mission: MissionView, why: str) -> None:
        """Call the crew once more, then stand it down: the decision waits for another vehicle again."""
        await self.take(CALLING.draw(self.chance))
        held = self.desk.room.missions.get(mission.id)
        if held is not None and why_given_up(self.desk, held) == why:
            await give_up(self, held, why)

    def _bilan(self) -> Job | None:
        for mission in self._free_missions():
            case = self.desk.room.cases.get(mission.case_id)
            if waits_for_a_word(mission) and case is not None and case.queue is None:
                return Job(mission.id, partial(self._bring_bilan, case))
        return None

    def _lacking(self) -> tuple[list[Lacking], list[Lacking]]:
        """Give the decisions nobody serves yet: those without delay, and the others."""
        lacking = [
            (case, decision)
            for case in self.desk.room.cases.values()
            if case.state is CaseState.ACTIF and case.place is not None
            for decision in self._unserved(case)
        ]
        vital = [one for one in lacking if one[1].delay is Delay.DEL0]
        return vital, [one for one in lacking if one[1].delay is not Delay.DEL0]

    def _decision(self, lacking: list[Lacking]) -> Job | None:
        if not lacking:
            return None
        case, decision = min(lacking, key=_by_delay)
        return Job(decision.id, partial(self._engage, case, decision))

    def _ended(self) -> Job | None:
        for mission in self._free_missions():
            if mission.status in HANDED_OVER:
                return Job(mission.id, partial(self._end, mission))
        return None

    def _free_missions(self) -> list[MissionView]:
        return [
            mission
            for mission in self.desk.room.missions.values()
            if mission.closed_at is None and self.desk.is_free(mission.id)
        ]

    def _unserved(self, case: CaseView) -> Iterator[DecisionView]:
        """Give the decisions in force for which nobody is under way or has been."""
        missions = self.desk.room.missions
        seen = [mission for mission in missions.values() if mission.case_id == case.id]
        if set(case.mission_ids) - missions.keys():
            return  # a mission never seen was over before we came: the case is ACTIF for something else
        for decision in case.decisions:
            if (
                decision.type is DecisionType.INTER
                and decision.means in SENT_BY_THE_ROOM
                and decision.ended_at is None
                and self.desk.is_free(decision.id)
                and not awaits_answer(self.desk, decision.id)
                and not any(self._serves(mission, decision) for mission in seen)
            ):
                yield decision

    def _serves(self, mission: MissionView, decision: DecisionView) -> bool:
        """Tell whether a mission answers a decision: it quotes it, or left before it with the same means."""
        if mission.outcome is Outcome.CANCELLED or mission.status is MissionStatus.ANNULE:
            return False
        if is_asked(mission):
            return mission.decision_id == decision.id and self.desk.pace.now() < mission.ordered_at + PILOT_PATIENCE
        vehicle = self.desk.room.vehicles.get(mission.vehicle_id)
        same_means = vehicle is not None and vehicle.type.partition(".")[0] == decision.means
        return mission.decision_id == decision.id or (mission.ground is not Ground.DECISION and same_means)

    async def _engage(self, case: CaseView, decision: DecisionView) -> None:
        """Order the first candidate; when somebody was quicker, ask again."""
        await ask_no_more(self, decision.id)
        for _ in range(TRIES):
            try:
                await self._engage_first(case, decision)
            except Refused as refusal:
                if refusal.problem not in TAKEN:
                    raise
            else:
                return
        self.leave_alone(decision.id)

    async def _engage_first(self, case: CaseView, decision: DecisionView) -> None:
        proposal = await self.post(f"/api/decisions/{decision.id}/proposal", None, Proposal)
        await self.take(CHOOSING.draw(self.chance))
        tried = self._tried(decision.id)
        by_road = next((one for one in proposal.candidates if one.vehicle_id not in tried), None)
        by_air = to_ask(proposal, by_road, tried)
        chosen = by_air or by_road
        if chosen is None:
            self.leave_alone(decision.id, NOBODY_FOR)
            return
        is_first = by_air is not None or chosen is proposal.candidates[0]
        engagement = Engagement(
            case_id=case.id,
            vehicle_id=chosen.vehicle_id,
            ground=Ground.DECISION,
            decision_id=decision.id,
            proposal_id=proposal.id,
            override_motive=None if is_first else "N’est pas parti la première fois",
            asked=by_air is not None,
        )
        await engage(self, engagement)

    def _tried(self, decision_id: UUID) -> set[UUID]:
        """Give the vehicles stood down from a decision, refused by their centre, or asked and silent."""
        return asked_for(self.desk, decision_id) | {
            mission.vehicle_id
            for mission in self.desk.room.missions.values()
            if mission.decision_id == decision_id and (mission.outcome is Outcome.CANCELLED or is_asked(mission))
        }

    async def _bring_bilan(self, case: CaseView) -> None:
        """Listen to the crew and put the case in the queue of bilans."""
        await self.take(LISTENING.draw(self.chance))
        held = self.desk.room.cases.get(case.id, case)
        if held.queue is None:
            edit = CaseEdit(version=held.version, queue=CareQueue.BILAN)
            await self.patch(f"/api/cases/{case.id}", edit, CaseView)

    async def _end(self, mission: MissionView) -> None:
        await self.take(WRITING.draw(self.chance))
        closing = Closing(outcome=Outcome.TRANSPORTED)
        await self.post(f"/api/missions/{mission.id}/close", closing, MissionView)


def _by_delay(lacking: Lacking) -> tuple[int, object]:
    _, decision = lacking
    return (DELAYS.index(decision.delay) if decision.delay else len(DELAYS)), decision.decided_at
