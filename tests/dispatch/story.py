"""Steps of a regulation told once, so that each test starts where its subject begins. Everything goes through the services."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from db.engine import Writing
from db.models.accounts import Session as SessionRow
from db.models.positions import BoxMessage
from db.models.trail import Fact, OutboxRow
from dispatch.calls import service as calls
from dispatch.cases import edit, patients, pick_up
from dispatch.cases import service as cases
from dispatch.decisions import service as decisions
from dispatch.missions import close, engage, follow
from kit.clock import Clock, real_now
from kit.ids import new_id
from kit.wire.calls import CallChange, CallFiling, CallView, IncomingCall
from kit.wire.cases import CaseEdit, CaseView, DecisionEntry, PatientEntry, Place
from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.cases import CareQueue, DecisionType, MeansType, Priority
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState
from kit.wire.live import LivePosition
from kit.wire.missions import Cancellation, Closing, Engagement, MissionView, StatusEntry
from tests import world
from tests.world import Person, Unit

SCENE = Place(label="3 quai des Brumes, Caen", insee_code="14118", lon_deg=-0.36, lat_deg=49.19)
ELSEWHERE = Place(label="Plage d'Ouistreham", lon_deg=-0.25, lat_deg=49.29)
NUMBER = "+33261910001"


@dataclass
class Positions:
    """A fleet whose positions a test sets by hand; what the live replica is to dispatch."""

    held: dict[UUID, LivePosition] = field(default_factory=dict[UUID, LivePosition])

    def position(self, vehicle_id: UUID) -> LivePosition | None:
        """Give the position set for a vehicle."""
        return self.held.get(vehicle_id)


@dataclass
class Story:
    """One room at work. Time stands still until `later`."""

    session: Writing
    clock: Clock
    fleet: Positions = field(default_factory=Positions)

    def later(self, minutes: float) -> None:
        """Let domain time pass."""
        then = self.clock.real() + timedelta(minutes=minutes)
        self.clock.real = lambda: then

    # Calls

    async def ring(
        self,
        number: str | None = NUMBER,
        line: Line = Line.LINE_15,
        at: Place | None = None,
        who: Person = world.TELEPHONY_CAEN,
    ) -> CallView:
        """Let a call ring, with the phone's position when `at` is given."""
        entry = IncomingCall(
            external_id=uuid4().hex,
            centre_id=who.centre_id,
            line=line,
            number=number,
            lon_deg=None if at is None else at.lon_deg,
            lat_deg=None if at is None else at.lat_deg,
        )
        return await calls.announce(self.session, who.caller, self.clock, entry)

    async def answer(self, call: CallView, who: Person = world.ARM_CAEN) -> CaseView:
        """Answer a call."""
        return (await pick_up.answer(self.session, who.caller, self.clock, call.id)).case

    async def tell(self, call_id: UUID, state: CallState, who: Person = world.TELEPHONY_CAEN) -> CallView:
        """Say what happened to a call."""
        return await pick_up.change(self.session, who.caller, self.clock, call_id, CallChange(state=state))

    async def file(self, call: CallView, filing: CallFiling) -> CallView:
        """File the case of a call."""
        return await pick_up.file(self.session, world.ARM_CAEN.caller, self.clock, call.id, filing)

    # Cases

    async def edit(self, case_id: UUID, change: CaseEdit, who: Person = world.ARM_CAEN) -> CaseView:
        """Edit a case as somebody who has just read it: `change.version` is replaced."""
        held = await cases.view(self.session, case_id)
        change = msgspec.structs.replace(change, version=held.version)
        return await edit.edit(self.session, who.caller, self.clock, case_id, change)

    async def case(self, who: Person = world.ARM_CAEN) -> CaseView:
        """Open a case with a place, a motive and a priority, waiting for an emergency doctor."""
        exchange = world.TELEPHONY_CAEN if who.centre_id == world.CAEN else world.TELEPHONY_ROUEN
        opened = await self.answer(await self.ring(who=exchange), who)
        change = CaseEdit(version=0, priority=Priority.P1, motive_code="M03.01", place=SCENE, queue=CareQueue.AMU)
        return await self.edit(opened.id, change, who)

    async def patient(self, case_id: UUID, entry: PatientEntry) -> UUID:
        """Add a patient; give its id."""
        view = await patients.add(self.session, world.ARM_CAEN.caller, self.clock, case_id, entry)
        return view.patients[-1].id

    async def decide(self, case_id: UUID, entry: DecisionEntry, who: Person = world.MRU_CAEN) -> CaseView:
        """Decide as a doctor."""
        return await decisions.decide(self.session, who.caller, self.clock, case_id, entry)

    async def send(self, means: MeansType = MeansType.TSU, who: Person = world.MRU_CAEN) -> tuple[CaseView, UUID]:
        """Open a case whose doctor asks for a means; give the case and the decision."""
        arm = world.ARM_CAEN if who.centre_id == world.CAEN else world.ARM_ROUEN
        opened = await self.case(arm)
        view = await self.decide(opened.id, inter(means), who)
        return view, view.decisions[-1].id

    # Missions

    async def engage(
        self, case_id: UUID, unit: Unit, decision_id: UUID | None, who: Person = world.SUIVI_CAEN
    ) -> MissionView:
        """Engage a vehicle on a decision."""
        entry = Engagement(case_id=case_id, vehicle_id=unit.vehicle_id, ground=Ground.DECISION, decision_id=decision_id)
        return await engage.engage(self.session, who.caller, self.clock, self.fleet, entry)

    async def mission(self, unit: Unit = world.AMBULANCE_CAEN) -> MissionView:
        """Engage a vehicle on a case of its own whose doctor asks for it."""
        means = MeansType(unit.type.partition(".")[0])
        view, decision_id = await self.send(means)
        return await self.engage(view.id, unit, decision_id)

    async def status(self, mission_id: UUID, *statuses: MissionStatus) -> MissionView:
        """Give statuses by hand, a minute apart."""
        view: MissionView | None = None
        for status in statuses:
            self.later(1)
            entry = StatusEntry(status=status)
            view = await follow.set_status(self.session, world.SUIVI_CAEN.caller, self.clock, mission_id, entry)
        assert view is not None
        return view

    async def close(self, mission_id: UUID, outcome: Outcome, words: str | None = None) -> MissionView:
        """End a mission."""
        entry = Closing(outcome=outcome, words=words)
        return await close.close(self.session, world.SUIVI_CAEN.caller, self.clock, mission_id, entry)

    async def cancel(self, mission_id: UUID, who: Person = world.SUIVI_CAEN) -> MissionView:
        """Stand a mission down."""
        entry = Cancellation(motive="fausse alerte")
        return await close.cancel(self.session, who.caller, self.clock, mission_id, entry)

    async def box_says(self, unit: Unit, seq: int, kind: str, body: dict[str, object]) -> str:
        """Apply a message of a vehicle's box, received now; `at` is now unless the body says otherwise."""
        now = self.clock.now()
        message = BoxMessage(
            box_id=unit.box_id,
            boot=1,
            seq=seq,
            vehicle_id=unit.vehicle_id,
            kind=kind,
            body={"boot": 1, "seq": seq, "at": now.isoformat(), **body},
            received_at=now,
        )
        return await follow.apply_box_message(self.session, self.clock, message)

    async def button(self, unit: Unit, seq: int, mission_id: UUID, status: MissionStatus, **more: object) -> str:
        """Press a crew button."""
        return await self.box_says(unit, seq, "status", {"mission_id": str(mission_id), "status": status.value, **more})

    async def receipt(self, unit: Unit, seq: int, mission: MissionView, state: ReceiptState, version: int = 1) -> str:
        """Let the box say what became of an order."""
        body: dict[str, object] = {"mission_id": str(mission.id), "version": version, "state": state.value}
        return await self.box_says(unit, seq, "receipt", body)

    # What was written

    async def sign_in(self, who: Person) -> None:
        """Open a session for somebody, in real time."""
        now = real_now()
        self.session.add(
            SessionRow(
                id=new_id(),
                account_id=who.id,
                kind="bearer",
                token_hash=uuid4().bytes,
                opened_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
        await self.session.flush()

    async def queue_of(self, case_id: UUID) -> CareQueue | None:
        """Give the queue a case waits in."""
        return (await cases.view(self.session, case_id)).queue

    async def facts(self, case_id: UUID) -> list[str]:
        """Give the kinds of a case's facts, in order."""
        return [entry.kind for entry in await cases.log(self.session, case_id)]

    async def fact(self, kind: str) -> Fact:
        """Give the newest fact of a kind."""
        found = await self.session.scalar(select(Fact).where(Fact.kind == kind).order_by(Fact.id.desc()).limit(1))
        assert found is not None, f"no fact {kind}"
        return found

    async def orders(self, mission_id: UUID) -> list[OutboxRow]:
        """Give the outbox rows of a mission, by version."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.mission_id == mission_id)
            .order_by(OutboxRow.version)
            .execution_options(populate_existing=True)
        )
        return list(await self.session.scalars(query))


def inter(means: MeansType, patient_id: UUID | None = None) -> DecisionEntry:
    """Ask for a means."""
    return DecisionEntry(type=DecisionType.INTER, means=means, patient_id=patient_id)


def advice(patient_id: UUID | None = None) -> DecisionEntry:
    """Give advice: nothing is sent."""
    return DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient_id)
