"""Rows of a room, as the API tells them, for tests of what people make of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import structs

from kit.ids import new_id
from kit.wire.calls import CallView
from kit.wire.cases import CaseView, DecisionView, Place
from kit.wire.centres import HelpView, TransferView
from kit.wire.codes.calls import CallerState, CallState, Line
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, DecisionType, MeansType, MedicalLevel, Priority
from kit.wire.codes.centres import HelpState, TransferMotive, TransferState
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CENTRE = UUID("01900000-0001-7000-8000-000000000140")
ELSEWHERE = UUID("01900000-0001-7000-8000-000000000760")


def call(
    *, line: Line = Line.LINE_15, minute: int = 0, state: CallState = CallState.RINGING, version: int = 1
) -> CallView:
    ended = state in {CallState.ENDED, CallState.ABANDONED, CallState.HUNG_UP_ON_HOLD}
    return CallView(
        id=new_id(), centre_id=CENTRE, version=version, line=line, number="+33639980001", state=state,
        rang_at=NOON + timedelta(minutes=minute), answered_at=None, ended_at=NOON if ended else None, answered_by=None, case_id=None,
        lon_deg=None, lat_deg=None, radius_m=None, attach_to=[],
    )  # fmt: skip


def decision(means: MeansType | None = MeansType.TSU, kind: DecisionType = DecisionType.INTER) -> DecisionView:
    return DecisionView(
        id=new_id(), patient_id=None, type=kind, means=means, delay=None, care_level=None, words=None, decided_at=NOON,
        decided_by="Dr", ended_at=None, ended_because=None,
    )  # fmt: skip


def case(
    *,
    priority: Priority = Priority.P2,
    queue: CareQueue | None = None,
    minute: int = 0,
    taken_by: str | None = None,
    decisions: tuple[DecisionView, ...] = (),
    missions: tuple[UUID, ...] = (),
    caller: CallerState = CallerState.HUNG_UP,
    closed: bool = False,
    version: int = 1,
    state: CaseState = CaseState.ACTIF,
) -> CaseView:
    return CaseView(
        id=new_id(), centre_id=CENTRE, number="DRFR151402632500001", version=version, state=state, attribution=Attribution.DR,
        priority=priority, queue=queue, opened_at=NOON, queued_at=NOON + timedelta(minutes=minute), motive_code="M03.06",
        motive="Douleur thoracique", place=Place(label="Caen", lon_deg=-0.37, lat_deg=49.18), caller=caller, caller_since=NOON,
        caller_number=None, repeat_count=0, taken_by=taken_by, taken_at=None, patients=[], decisions=list(decisions),
        mission_ids=list(missions), event_id=None, closed_at=NOON if closed else None,
    )  # fmt: skip


def mission(
    case_id: UUID,
    *,
    decision_id: UUID | None = None,
    vehicle_id: UUID | None = None,
    status: MissionStatus = MissionStatus.DEPART,
    outcome: Outcome | None = None,
    ground: Ground = Ground.DECISION,
) -> MissionView:
    return MissionView(
        id=new_id(), centre_id=CENTRE, version=1, case_id=case_id, case_number="DRFR151402632500001", vehicle_id=vehicle_id or new_id(),
        call_sign="TSU 14-01", team_id=None, ground=ground, decision_id=decision_id, status=status, status_at=NOON, ordered_at=NOON,
        order_version=1, receipt=None, receipt_at=None, destination=None, destination_lon_deg=None, destination_lat_deg=None,
        statuses=[], cancel_proposed=False, outcome=outcome, closed_at=None if outcome is None else NOON,
    )  # fmt: skip


def vehicle(kind: VehicleType = VehicleType.SMUR_VLM) -> VehicleView:
    return VehicleView(
        id=new_id(), version=1, call_sign="VLM Caen", type=kind, organisation="CHU", base="SMUR de Caen", base_lon_deg=-0.36,
        base_lat_deg=49.2, team_id=None, team_level=MedicalLevel.MED, availability=Availability.AVAILABLE, availability_at=NOON,
        visible_for=[VisibilityReason.GARDE], mission_id=None, mission_status=None, mission_centre_id=None, reserved_mission_id=None,
    )  # fmt: skip


def transfer(to_centre_id: UUID = CENTRE, *, minute: int = 0) -> TransferView:
    return TransferView(
        id=new_id(), version=1, case_id=new_id(), case_number="DRFR767602632500001", centre_id=ELSEWHERE, to_centre_id=to_centre_id,
        state=TransferState.ASKED, motive=TransferMotive.OVERFLOW, call_id=None, asked_by="ARM", asked_at=NOON + timedelta(minutes=minute),
        alarmed_at=None, answered_by=None, answered_at=None, refusal=None,
    )  # fmt: skip


def help_request(
    case_id: UUID, decision_id: UUID | None = None, *, to_centre_id: UUID = CENTRE, minute: int = 0
) -> HelpView:
    return HelpView(
        id=new_id(), version=1, case_id=case_id, case_number="DRFR767602632500001", centre_id=ELSEWHERE, to_centre_id=to_centre_id,
        vehicle_id=new_id(), call_sign="AMB 1", decision_id=decision_id, state=HelpState.ASKED, asked_by="ARM",
        asked_at=NOON + timedelta(minutes=minute), alarmed_at=None, answered_by=None, answered_at=None, refusal=None, mission_id=None,
    )  # fmt: skip


def case_since(view: CaseView, *, minutes: int) -> CaseView:
    return structs.replace(view, version=view.version + 1, caller_since=NOON + timedelta(minutes=minutes))
