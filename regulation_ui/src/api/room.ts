/** The commands and readings of a desk, one function per route. Each command answers with the rows it changed. */
import type { Rows } from "../live/state";
import type {
  AppointmentEntry,
  AttemptEntry,
  Attribution,
  CallBackResult,
  CallState,
  CallView,
  CaseEdit,
  CaseFile,
  CaseView,
  Closing,
  DecisionEntry,
  Engagement,
  MissionStatus,
  MissionView,
  NearbyVehicle,
  OpeningEntry,
  PatientEntry,
  PatientSearch,
  Proposal,
  Restriction,
  ReturnReason,
  Trail,
} from "../wire";
import { call } from "./http";
import { inTurn } from "./turn";

const ofCase = async (answer: Promise<CaseView>): Promise<Rows> => ({ cases: [await answer] });
const ofCall = async (answer: Promise<CallView>): Promise<Rows> => ({ calls: [await answer] });
const ofMission = async (answer: Promise<MissionView>): Promise<Rows> => ({ missions: [await answer] });

export const answerCall = (id: string) => call<CaseFile>("POST", `/calls/${id}/answer`);
export const changeCall = (id: string, state: CallState) =>
  ofCall(call<CallView>("POST", `/calls/${id}/state`, { state }));
export const attachCall = (id: string, caseId: string) =>
  ofCall(call<CallView>("POST", `/calls/${id}/attach`, { case_id: caseId }));
export const fileCall = (id: string, attribution: Attribution) =>
  ofCall(call<CallView>("POST", `/calls/${id}/file`, { attribution }));
export const callBack = (id: string, result: CallBackResult) =>
  ofCall(call<CallView>("POST", `/calls/${id}/call-back`, { result }));

export const openRestricted = (id: string, entry: OpeningEntry) =>
  call<CaseFile>("POST", `/cases/${id}/opening`, entry);
export const restrictCase = (id: string, restriction: Restriction | null) =>
  ofCase(inTurn(id, () => call<CaseView>("POST", `/cases/${id}/restriction`, { restriction })));
export const readCase = (id: string) => call<CaseFile>("GET", `/cases/${id}`);
export const editCase = (id: string, edit: CaseEdit) =>
  ofCase(
    inTurn(id, (answered) =>
      call<CaseView>("PATCH", `/cases/${id}`, { ...edit, version: Math.max(edit.version, answered ?? 0) }),
    ),
  );
export const addPatient = (caseId: string, entry: PatientEntry) =>
  ofCase(inTurn(caseId, () => call<CaseView>("POST", `/cases/${caseId}/patients`, entry)));
export const editPatient = (caseId: string, patientId: string, entry: PatientEntry) =>
  ofCase(inTurn(caseId, () => call<CaseView>("PATCH", `/cases/${caseId}/patients/${patientId}`, entry)));
/** Newest first. Each search is in the trail. */
export const searchPatients = (wanted: PatientSearch) => call<CaseView[]>("POST", "/patients/search", wanted);
export const takeCase = (id: string) => ofCase(inTurn(id, () => call<CaseView>("POST", `/cases/${id}/take`)));
export const releaseCase = (id: string) => ofCase(inTurn(id, () => call<CaseView>("POST", `/cases/${id}/release`)));
export const closeCase = (id: string) => ofCase(inTurn(id, () => call<CaseView>("POST", `/cases/${id}/close`)));
export const decide = (caseId: string, entry: DecisionEntry) =>
  ofCase(inTurn(caseId, () => call<CaseView>("POST", `/cases/${caseId}/decisions`, entry)));
export const withdrawDecision = (id: string) => ofCase(call<CaseView>("POST", `/decisions/${id}/withdraw`));
export const logAttempt = (decisionId: string, entry: AttemptEntry) =>
  ofCase(call<CaseView>("POST", `/decisions/${decisionId}/attempts`, entry));
export const bookAppointment = (decisionId: string, entry: AppointmentEntry) =>
  ofCase(call<CaseView>("POST", `/decisions/${decisionId}/appointment`, entry));
export const returnToDoctor = (decisionId: string, reason: ReturnReason) =>
  ofCase(call<CaseView>("POST", `/decisions/${decisionId}/return`, { reason }));
export const propose = (decisionId: string) => call<Proposal>("POST", `/decisions/${decisionId}/proposal`);

export const engage = (engagement: Engagement) => ofMission(call<MissionView>("POST", "/missions", engagement));
export const readMission = (id: string) => ofMission(call<MissionView>("GET", `/missions/${id}`));
export const pressStatus = (id: string, status: MissionStatus) =>
  ofMission(call<MissionView>("POST", `/missions/${id}/statuses`, { status }));
export const cancelMission = (id: string, motive: string) =>
  ofMission(call<MissionView>("POST", `/missions/${id}/cancel`, { motive }));
export const chooseDestination = (id: string, facilityId: string) =>
  ofMission(call<MissionView>("POST", `/missions/${id}/destination`, { facility_id: facilityId }));
export const closeMission = (id: string, closing: Closing) =>
  ofMission(call<MissionView>("POST", `/missions/${id}/close`, closing));

/** Nearest first, in a straight line. */
export const vehiclesNearby = (lon: number, lat: number, limit: number) =>
  call<NearbyVehicle[]>("GET", `/vehicles/nearby?lon_deg=${lon}&lat_deg=${lat}&limit=${limit}`);
/** As fine as the nearest zoom it is looked at shows: it is read once, since each look is audited. */
export const readTrail = (vehicleId: string) => call<Trail>("GET", `/vehicles/${vehicleId}/trail?minutes=30&zoom=16`);
