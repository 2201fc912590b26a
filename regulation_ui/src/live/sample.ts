/** Rows for tests, whole and plausible; invented. Each takes the fields the test is about. */
import type { CallView, CaseView, DecisionView, LivePosition, MissionView, SessionView, VehicleView } from "../wire";

export const NOON = "2026-11-21T12:00:00Z";
export const NOON_MS = Date.parse(NOON);
const CENTRE = "0197aaaa-0000-7000-8000-000000000001";

/** The instant so many seconds after noon. */
export function at(seconds: number): string {
  return new Date(NOON_MS + seconds * 1000).toISOString();
}

export function aCall(fields: Partial<CallView> = {}): CallView {
  return {
    id: "call-1",
    centre_id: CENTRE,
    version: 1,
    line: "15",
    number: "+33231000001",
    state: "RINGING",
    rang_at: NOON,
    answered_at: null,
    ended_at: null,
    answered_by: null,
    case_id: null,
    lon_deg: null,
    lat_deg: null,
    radius_m: null,
    attach_to: [],
    call_back: null,
    call_back_attempts: 0,
    call_back_tried_at: null,
    rings_unanswered: 0,
    overflowed_at: null,
    ...fields,
  };
}

export function aCase(fields: Partial<CaseView> = {}): CaseView {
  return {
    id: "case-1",
    centre_id: CENTRE,
    number: "DRFR151402632500001",
    version: 1,
    state: "ACTIF",
    attribution: "DR",
    priority: "P2",
    queue: "AMU",
    opened_at: NOON,
    queued_at: null,
    motive_code: null,
    motive: null,
    place: null,
    caller: "ON_LINE",
    caller_since: NOON,
    caller_number: null,
    repeat_count: 0,
    taken_by: null,
    taken_at: null,
    patients: [],
    decisions: [],
    mission_ids: [],
    event_id: null,
    closed_at: null,
    taken_by_id: null,
    kept_by: null,
    kept_by_id: null,
    offered_to_id: null,
    orphaned_at: null,
    tasks: [],
    restriction: null,
    withheld: false,
    shared_with: [],
    escalated_at: null,
    opinions: [],
    fallen_at: null,
    same_patient: [],
    ...fields,
  };
}

export function aDecision(fields: Partial<DecisionView> = {}): DecisionView {
  return {
    id: "decision-1",
    patient_id: null,
    type: "INTER",
    means: "TSU",
    delay: "30M",
    care_level: null,
    words: null,
    decided_at: NOON,
    decided_by: "Dr Hugo Lemoine",
    ended_at: null,
    ended_because: null,
    orientation: null,
    due_at: null,
    senior: null,
    countersigned_at: null,
    countersigned_by: null,
    ...fields,
  };
}

export function aMission(fields: Partial<MissionView> = {}): MissionView {
  return {
    id: "mission-1",
    centre_id: CENTRE,
    version: 1,
    case_id: "case-1",
    case_number: "DRFR151402632500001",
    vehicle_id: "vehicle-1",
    call_sign: "TSU 14-01",
    team_id: null,
    ground: "DECISION",
    decision_id: "decision-1",
    status: "DECISION",
    status_at: NOON,
    ordered_at: NOON,
    order_version: 1,
    receipt: null,
    receipt_at: null,
    destination: null,
    destination_lon_deg: null,
    destination_lat_deg: null,
    statuses: [],
    cancel_proposed: false,
    outcome: null,
    closed_at: null,
    asked: false,
    refusal: null,
    destination_at: null,
    destination_seen_at: null,
    doctor: null,
    countersigned_at: null,
    countersigned_by: null,
    ...fields,
  };
}

export function aVehicle(fields: Partial<VehicleView> = {}): VehicleView {
  return {
    id: "vehicle-1",
    version: 1,
    call_sign: "TSU 14-01",
    type: "TSU.AMB",
    organisation: "Ambulances du Colombage",
    base: "Ambulances du Colombage, Lisieux",
    base_lon_deg: 0.23,
    base_lat_deg: 49.14,
    team_id: null,
    team_level: "SECOURS",
    availability: "AVAILABLE",
    availability_at: NOON,
    visible_for: ["GARDE"],
    mission_id: null,
    mission_status: null,
    mission_centre_id: null,
    reserved_mission_id: null,
    centre_id: CENTRE,
    ...fields,
  };
}

export function aFix(fields: Partial<LivePosition> = {}): LivePosition {
  return {
    vehicle_id: "vehicle-1",
    boot: 1,
    seq: 1,
    measured_at: NOON,
    received_at: NOON,
    lon_deg: 0.2,
    lat_deg: 49.1,
    speed_mps: null,
    heading_deg: null,
    accuracy_m: null,
    ...fields,
  };
}

export function aSession(fields: Partial<SessionView> = {}): SessionView {
  return {
    account_id: "account-1",
    login: "lea",
    name: "Léa Marie",
    rights: [{ centre_id: CENTRE, centre: "Caen", role: "ARM", held_at: null }],
    expires_at: at(3600),
    ...fields,
  };
}
