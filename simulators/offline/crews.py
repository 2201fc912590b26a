"""A mission as its crew lives it: order, road, patient, bilan, hospital, home; every step a status with its instant."""

from dataclasses import dataclass, field
from datetime import datetime

from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from region.places import Facility
from simulators.offline.agenda import Signal, Work
from simulators.offline.bilans import hear
from simulators.offline.cases import Case, World
from simulators.offline.fleet import Unit
from simulators.plan.habits import habits_of, hand_over_s
from simulators.record import MissionRecord, StatusRecord

LONGEST_TOGETHER_S = 3600.0
"""How long a fire ambulance stays with the SMUR at the patient's side. An assumption of ours."""
NOBODY_THERE = frozenset({Outcome.GONE_BEFORE_ARRIVAL, Outcome.NOTHING_FOUND})


@dataclass(slots=True, eq=False)
class Order:
    """What is to be sent for whom. `patient`: their rank in the event; `stand_down`: set when nobody is needed."""

    means: MeansType
    patient: int
    ground: Ground = Ground.DECISION
    delay: Delay | None = Delay.DEL0
    stand_down: Signal = field(default_factory=Signal)
    left: Signal = field(default_factory=Signal)
    """Set once the vehicle leaves the scene, or will not come."""


class Mission:
    """One vehicle sent for one patient.

    Args:
        world: the day.
        case: whose.
        order: what was asked for.
        unit: the vehicle, free until now.
        drive_s: its time to the scene.
    """

    def __init__(self, world: World, case: Case, order: Order, unit: Unit, drive_s: float) -> None:
        self._world = world
        self._case = case
        self._order = order
        self._unit = unit
        self._drive_s = drive_s
        self._kind = unit.vehicle.type
        self._habits = habits_of(self._kind)
        self._chance = world.chance("mission", case.event.number, order.patient, order.means)
        self._patient = case.event.patients[order.patient] if case.event.patients else None
        self._ordered_at = world.now()
        self._accepted_at: datetime | None = None
        self._statuses: list[StatusRecord] = []
        self._destination: Facility | None = None

    def carry_out(self) -> Work[None]:
        """Go, from the order until the crew is free again; the vehicle then drives home."""
        unit, agenda = self._unit, self._world.agenda
        unit.is_busy = True
        unit.stop(agenda.now_s)
        self._reach(MissionStatus.DECLENCHE)
        if (yield from self._arrive()):
            outcome = yield from self._treat()
        else:
            unit.stop(agenda.now_s)
            self._reach(MissionStatus.ANNULE)
            outcome = Outcome.CANCELLED
        self._order.left.set()
        yield from self._come_home(outcome)
        self._write(outcome)

    def _arrive(self) -> Work[bool]:
        """Read, accept, turn out and drive; tell whether the crew got there before being stood down."""
        agenda, stand_down = self._world.agenda, self._order.stand_down
        if (
            yield from agenda.wait(
                stand_down, self._habits.read.draw(self._chance) + self._habits.accept.draw(self._chance)
            )
        ):
            return False
        self._accepted_at = self._world.now()
        if (yield from agenda.wait(stand_down, self._habits.turn_out(self._world.now()).draw(self._chance))):
            return False
        self._reach(MissionStatus.DEPART)
        scene = (self._case.event.lon_deg, self._case.event.lat_deg)
        self._unit.drive(scene, agenda.now_s, self._drive_s)
        if (yield from agenda.wait(stand_down, self._drive_s)):
            return False
        self._reach(MissionStatus.ARRIVEE)
        return True

    def _treat(self) -> Work[Outcome]:
        """See the patient, pass the bilan, and bring them where the doctor says."""
        habits, chance, patient = self._habits, self._chance, self._patient
        yield habits.reach_patient.draw(chance)
        if patient is None or patient.outcome in NOBODY_THERE:
            return Outcome.NOTHING_FOUND if patient is None or patient.outcome is None else patient.outcome
        self._reach(MissionStatus.PEC)
        yield habits.examine.draw(chance)
        self._reach(MissionStatus.BILAN)
        goes = patient.outcome in {None, Outcome.TRANSPORTED}
        self._destination = yield from hear(self._world, self._case, self._unit, patient, goes=goes)
        if self._destination is None:
            return Outcome.LEFT_ON_SCENE if goes or patient.outcome is None else patient.outcome
        yield habits.read.draw(chance)
        self._reach(MissionStatus.ORIENTAT)
        yield habits.load.draw(chance)
        if self._order.means is not MeansType.SMUR and self._case.smur_left is not None:
            yield from self._world.agenda.wait(self._case.smur_left, LONGEST_TOGETHER_S)
        self._reach(MissionStatus.TRANSP)
        self._order.left.set()
        yield from self._drive((self._destination.lon_deg, self._destination.lat_deg), urgent=True)
        self._reach(MissionStatus.DESTIN)
        yield hand_over_s(chance, habits, self._destination.name, self._world.now(), seed=self._world.day.seed)
        self._reach(MissionStatus.FINPEC)
        return Outcome.TRANSPORTED

    def _come_home(self, outcome: Outcome) -> Work[None]:
        """Tidy up and be free; a SMUR only is once back and ready."""
        unit = self._unit
        if outcome is not Outcome.CANCELLED:
            yield self._habits.tidy.draw(self._chance)
            self._reach(MissionStatus.RETOUR)
        if self._order.means is MeansType.SMUR:
            yield from self._drive(unit.base, urgent=False)
            if outcome is not Outcome.CANCELLED:
                self._reach(MissionStatus.RET_BASE)
                yield self._habits.tidy.draw(self._chance)
                self._reach(MissionStatus.REN_BASE)
        unit.is_busy = False
        now_s = self._world.agenda.now_s
        unit.drive(unit.base, now_s, self._world.fleet.time_s(unit, unit.base, self._world.now(), urgent=False))

    def _drive(self, to: tuple[float, float], *, urgent: bool) -> Work[None]:
        time_s = self._world.fleet.time_s(self._unit, to, self._world.now(), urgent=urgent)
        self._unit.drive(to, self._world.agenda.now_s, time_s)
        yield time_s

    def _reach(self, status: MissionStatus) -> None:
        self._statuses.append(StatusRecord(status=status, at=self._world.now()))

    def _write(self, outcome: Outcome) -> None:
        to = self._destination
        self._world.missions.append(
            MissionRecord(
                id=self._world.new_id("mission"),
                centre=self._case.event.centre_code,
                case_id=self._case.id,
                vehicle=self._unit.vehicle.call_sign,
                kind=self._kind,
                ground=self._order.ground,
                ordered_at=self._ordered_at,
                accepted_at=self._accepted_at,
                statuses=tuple(self._statuses),
                outcome=outcome,
                destination=None if to is None else to.name,
                destination_lon_deg=None if to is None else to.lon_deg,
                destination_lat_deg=None if to is None else to.lat_deg,
                closed_at=self._world.now(),
            )
        )
