// Generated from kit/wire by `python -m gateways.cli.generate`. Do not edit: change the Structs and generate again.
// Instants are ISO 8601 in UTC, ids are UUIDs, longitude comes first.

/** How fast a doctor must speak to the caller. Orders regulation only; see `CareLevel` for how fast care goes. */
export const Priority = ["P0", "P1", "P2", "P3", "NR"] as const;
export type Priority = (typeof Priority)[number];

/** How fast and how far care goes, per patient; drives engagement. */
export const CareLevel = ["R1", "R2", "R3", "R4"] as const;
export type CareLevel = (typeof CareLevel)[number];

/** Life of a case, national cycle. */
export const CaseState = ["PROGRAM", "ACTIF", "ACHEVE", "VALIDE", "CLOTURE", "CLASSE", "ARCHIVE"] as const;
export type CaseState = (typeof CaseState)[number];

/** Kind of case: a plain call (D), a non-medical case (DR), a medical case (DRM). The part of the national list that logic needs. */
export const Attribution = ["D", "D.D-MALV.ERR", "D.D-MALV.NRP", "D.D-MALV.MALV", "D.D-IDENT.ADMIN", "DR", "DR.DREG.DRARM", "DR.DREG.DRINFO", "DRM.MRU.MU", "DRM.MRU.INDISPMU", "DRM.MRL.MG", "DRM.MRL.INDISPMG", "DRM.MRL.ABSML", "DRM.SPE"] as const;
export type Attribution = (typeof Attribution)[number];

/** Where a case waits for somebody. */
export const CareQueue = ["AMU", "AMBULATORY", "OSNP", "BILAN"] as const;
export type CareQueue = (typeof CareQueue)[number];

/** What a doctor decides. */
export const DecisionType = ["CONSEIL", "PMT", "INTER", "ORIENT", "PASPLUS"] as const;
export type DecisionType = (typeof DecisionType)[number];

/** Means a decision asks for (national `resourceType`, the families that move). Compulsory for INTER and ORIENT. */
export const MeansType = ["SMUR", "TSU", "SIS", "LIBERAL", "HOSPIT", "AASC", "FDO", "AUTRE"] as const;
export type MeansType = (typeof MeansType)[number];

/** Within what delay the means are asked for. */
export const Delay = ["DEL0", "ASAP", "30M", "45M", "1H", "2H", "4H", "8H", "12H", "24H", "RDV"] as const;
export type Delay = (typeof Delay)[number];

/** What a team can do on scene (national `typePEC`). */
export const MedicalLevel = ["MED", "PARAMED", "SECOURS", "SANS"] as const;
export type MedicalLevel = (typeof MedicalLevel)[number];

/** What somebody owes a case at a set time. */
export const TaskKind = ["CALL_BACK", "CHECK_ARRIVAL", "OPINION", "COUNTERSIGN", "OTHER"] as const;
export type TaskKind = (typeof TaskKind)[number];

/** Why a case opens with a motive only. Source: practice, rule 13. */
export const Restriction = ["STAFF", "RELATIVE", "VIP", "PRISONER", "SECRET_BIRTH"] as const;
export type Restriction = (typeof Restriction)[number];

/** Why somebody opens a restricted case. */
export const OpeningMotive = ["REGULATES", "FOLLOWS_UP", "RELIEVES", "CHECKS"] as const;
export type OpeningMotive = (typeof OpeningMotive)[number];

/** Life of a call. `ABANDONED`: the caller hung up before anyone answered. */
export const CallState = ["RINGING", "ANSWERED", "HELD", "ENDED", "HUNG_UP_ON_HOLD", "ABANDONED"] as const;
export type CallState = (typeof CallState)[number];

/** Where the caller of a case is now. */
export const CallerState = ["ON_LINE", "ON_HOLD", "HUNG_UP", "TO_CALL_BACK"] as const;
export type CallerState = (typeof CallerState)[number];

/** What became of calling back a caller who hung up before anyone answered. `DUE`: still to be done. */
export const CallBack = ["DUE", "REACHED", "CALLED_AGAIN", "FILED"] as const;
export type CallBack = (typeof CallBack)[number];

/** What somebody who calls back, or decides not to, has to say. */
export const CallBackResult = ["REACHED", "NO_ANSWER", "FILED"] as const;
export type CallBackResult = (typeof CallBackResult)[number];

/** The line a call came in on; lines are answered in this order, then by time. */
export const Line = ["15", "112", "FIRE", "CREW", "PROFESSIONAL", "116117"] as const;
export type Line = (typeof Line)[number];

/** Sex as the national models write it. */
export const Sex = ["M", "F", "O", "UN"] as const;
export type Sex = (typeof Sex)[number];

/** How exact a place is (national `precision`). */
export const PlacePrecision = ["VILLE", "RUE", "ADRESSE", "EXACTE", "INCONNUE"] as const;
export type PlacePrecision = (typeof PlacePrecision)[number];

/** Status of one vehicle on one mission (national `statutVecteur`), in the order a whole mission passes them. */
export const MissionStatus = ["DECISION", "DECLENCHE", "DEPART", "ANNULE", "ARRIVEE", "PEC", "BILAN", "ORIENTAT", "TRANSP", "ETAPE1", "TRANSP2", "ETAPE2", "TRANSP3", "DESTIN", "FINPEC", "RETOUR", "RET-BASE", "REN-BASE"] as const;
export type MissionStatus = (typeof MissionStatus)[number];

/** Who or what gave a status its time. A crew button wins over a fix; both are kept. */
export const StatusSource = ["CREW", "OPERATOR", "FIX", "PARTNER", "SYSTEM"] as const;
export type StatusSource = (typeof StatusSource)[number];

/** The one ground an engagement quotes. Source: practice, rule 3. */
export const Ground = ["DECISION", "REFLEXE", "ORDRE_VERBAL", "RENFORT", "PARTENAIRE"] as const;
export type Ground = (typeof Ground)[number];

/** How a mission ended for its patient. Source: practice, rule 19. */
export const Outcome = ["TRANSPORTED", "REFUSAL", "LEFT_ON_SCENE", "DEAD", "GONE_BEFORE_ARRIVAL", "NOTHING_FOUND", "RELAYED", "CANCELLED"] as const;
export type Outcome = (typeof Outcome)[number];

/** What the box and its crew did with an order. */
export const ReceiptState = ["RECEIVED", "READ", "ACCEPTED", "REFUSED"] as const;
export type ReceiptState = (typeof ReceiptState)[number];

/** Whom OSNP calls to have a patient seen, in the order to try them; and the patient. Source: practice, rule 35. */
export const Contact = ["USUAL_DOCTOR", "STRUCTURE", "SOS", "DUTY", "OTHER_DOCTOR", "TELECONSULTATION", "PATIENT"] as const;
export type Contact = (typeof Contact)[number];

/** What came of a call by OSNP. */
export const ContactResult = ["REACHED", "NO_ANSWER", "REFUSED"] as const;
export type ContactResult = (typeof ContactResult)[number];

/** Why OSNP gives a patient back to the doctor. */
export const ReturnReason = ["UNREACHABLE", "NOBODY", "WORSE", "DECLINED"] as const;
export type ReturnReason = (typeof ReturnReason)[number];

/** Why a pilot who was asked does not fly. Source: practice, rule 7. */
export const PilotRefusal = ["WEATHER", "CREW", "TECHNICAL"] as const;
export type PilotRefusal = (typeof PilotRefusal)[number];

/** Why a company or its crew does not take an order, said on its page. */
export const CrewRefusal = ["NO_CREW", "BUSY", "BREAKDOWN", "END_OF_SERVICE", "UNSAFE"] as const;
export type CrewRefusal = (typeof CrewRefusal)[number];

/** Why the coordinator calls another vehicle than the one whose turn it is. */
export const PassedOver = ["DECLINED_BY_PHONE", "UNREACHED", "TOO_FAR", "UNSUITED", "ROOM"] as const;
export type PassedOver = (typeof PassedOver)[number];

/** Where a vehicle stands in the search for a need. */
export const Turn = ["FREE", "ASKED", "SILENT", "REFUSED", "GOING", "STOOD_DOWN", "OUT"] as const;
export type Turn = (typeof Turn)[number];

/** How a time of arrival was estimated. */
export const ArrivalMethod = ["ROADS", "STRAIGHT_LINE"] as const;
export type ArrivalMethod = (typeof ArrivalMethod)[number];

/** Vehicle types the engine knows; the family before the dot is the means it can answer. */
export const VehicleType = ["SMUR.VLM", "SMUR.AR", "SMUR.HELISMUR", "TSU.AMB", "TSU.VSL", "SIS.VSAV"] as const;
export type VehicleType = (typeof VehicleType)[number];

/** What a facility is for. */
export const FacilityKind = ["EMERGENCY", "HOSPITAL", "SMUR", "DUTY_PRACTICE", "FIRE_STATION"] as const;
export type FacilityKind = (typeof FacilityKind)[number];

/** What a facility can do for a patient who needs it. Source: practice, rule 18. */
export const Ability = ["CATH_LAB", "STROKE_UNIT", "THROMBECTOMY", "NEUROSURGERY", "TRAUMA_A", "TRAUMA_B", "TRAUMA_C", "INTENSIVE_CARE", "PAEDIATRICS", "MATERNITY_1", "MATERNITY_2", "MATERNITY_3", "PSYCHIATRY", "BURNS", "HYPERBARIC", "HELIPAD"] as const;
export type Ability = (typeof Ability)[number];

/** A hospital or clinic, an ambulance company, a fire service, practitioners who work together. */
export const OrganisationKind = ["HOSPITAL", "TSU", "SIS", "LIBERAL"] as const;
export type OrganisationKind = (typeof OrganisationKind)[number];

/** A crewed vehicle's own word about itself. */
export const Availability = ["AVAILABLE", "UNAVAILABLE"] as const;
export type Availability = (typeof Availability)[number];

/** Why the room sees a vehicle. Source: practice, rule 26. */
export const VisibilityReason = ["GARDE", "DECLARED", "MISSION"] as const;
export type VisibilityReason = (typeof VisibilityReason)[number];

/** The post an account works at. Source: practice, sections 1, 5, 8; rule 30. */
export const Role = ["ARM", "ARM_SUIVI", "MRU", "MRL", "SPECIALIST", "INTERN", "OSNP", "SUPERVISOR", "COORDINATOR", "COMPANY", "CREW", "EMERGENCY_DEPARTMENT", "ADMINISTRATOR", "TELEPHONY"] as const;
export type Role = (typeof Role)[number];

/** How a session was opened. */
export const SignInMethod = ["PASSWORD", "TOTP", "RECOVERY", "OIDC"] as const;
export type SignInMethod = (typeof SignInMethod)[number];

/** Why a session was ended before its time. */
export const SessionEnd = ["SIGNED_OUT", "BY_OWNER", "BY_MANAGER", "RIGHTS_CHANGED", "DEACTIVATED", "ACCESS_CHANGED", "BY_PROVIDER"] as const;
export type SessionEnd = (typeof SessionEnd)[number];

/** What a one-time link is for. */
export const LinkPurpose = ["ACCESS", "SECOND_FACTOR"] as const;
export type LinkPurpose = (typeof LinkPurpose)[number];

/** Why another centre reads a case. */
export const ShareReason = ["TRANSFER", "OPINION", "ESCALATION", "HELP"] as const;
export type ShareReason = (typeof ShareReason)[number];

/** Life of a case's transfer to another centre. */
export const TransferState = ["ASKED", "ACCEPTED", "REFUSED", "TAKEN_BACK"] as const;
export type TransferState = (typeof TransferState)[number];

/** Why a centre hands a case over. No free words: both centres' screens show it. */
export const TransferMotive = ["OTHER_SECTOR", "OVERFLOW", "SPECIALTY", "KNOWN_THERE"] as const;
export type TransferMotive = (typeof TransferMotive)[number];

/** Why a centre refuses a case. */
export const TransferRefusal = ["NOT_OURS", "NO_CAPACITY", "ENGAGE_FIRST"] as const;
export type TransferRefusal = (typeof TransferRefusal)[number];

/** Life of a request for another centre's vehicle. */
export const HelpState = ["ASKED", "ENGAGED", "REFUSED", "TAKEN_BACK"] as const;
export type HelpState = (typeof HelpState)[number];

/** Why a centre does not lend a vehicle. No free words: both centres' screens show it. */
export const HelpRefusal = ["COVER", "NOT_READY", "BETTER_PLACED"] as const;
export type HelpRefusal = (typeof HelpRefusal)[number];

/** Why a centre's lines and queues are worked by another one too. */
export const PoolReason = ["OVERFLOW", "NIGHT"] as const;
export type PoolReason = (typeof PoolReason)[number];

/** Why a call rings at the centres pooled for its own, too. */
export const OverflowReason = ["NIGHT", "NOBODY", "WAITED"] as const;
export type OverflowReason = (typeof OverflowReason)[number];

/** Why a fix is refused; kept a week with the fix. */
export const FixRefusal = ["UNREADABLE", "NOT_FINITE", "OUT_OF_RANGE", "NULL_ISLAND", "IN_THE_FUTURE", "TOO_OLD", "IMPOSSIBLE_SPEED", "UNKNOWN_BOX", "WRONG_PARTITION", "NO_VEHICLE", "UNSTORABLE"] as const;
export type FixRefusal = (typeof FixRefusal)[number];

/** Why a whole MQTT message is refused. */
export const MessageRefusal = ["UNKNOWN_TOPIC", "UNKNOWN_BOX", "WRONG_PARTITION", "TOO_LARGE", "UNREADABLE", "WRONG_FORM"] as const;
export type MessageRefusal = (typeof MessageRefusal)[number];

/** Why a believed fix is stored and never shown live. */
export const HistoryOnly = ["OLDER", "BACKLOG", "COARSE"] as const;
export type HistoryOnly = (typeof HistoryOnly)[number];

/** Where a box is. */
export const BoxStock = ["IN_STORE", "ASSIGNED", "MOUNTED", "TO_REPAIR", "LOST", "RETIRED"] as const;
export type BoxStock = (typeof BoxStock)[number];

/** Why a vehicle gets no box. */
export const BoxObstacle = ["NO_EMERGENCY_VEHICLE", "NOT_ON_REGISTRY", "NO_PHONE", "HAS_BOX", "ALREADY_ASKED"] as const;
export type BoxObstacle = (typeof BoxObstacle)[number];

/** Where a request for a box stands. */
export const RequestState = ["ASKED", "REFUSED", "WITHDRAWN", "SERVED", "DONE"] as const;
export type RequestState = (typeof RequestState)[number];

/** Why somebody looks at the room as it stood. */
export const ReplayMotive = ["REVIEW", "COMPLAINT", "INQUIRY", "TRAINING"] as const;
export type ReplayMotive = (typeof ReplayMotive)[number];

/** Open a session. `cookie`: the screen, answered with an HttpOnly cookie and a CSRF value; `bearer`: a program. */
export interface Credentials {
  login: string;
  password: string;
  kind?: "bearer" | "cookie";
  code?: string | null;
}

/** One role at one centre. `from_at`, `to_at`: the shift it is for, domain time; none: no beginning, no end. */
export interface RightView {
  centre_id: string;
  centre: string;
  role: Role;
  from_at?: string | null;
  to_at?: string | null;
  held_at?: string | null;
}

/** Who is calling and what they may do. */
export interface SessionView {
  account_id: string;
  login: string;
  name: string;
  rights: RightView[];
  expires_at: string;
  csrf?: string | null;
  token?: string | null;
  has_second_factor?: boolean;
  senior_id?: string | null;
  senior?: string | null;
}

/** The regulating doctor at work an intern acts under from now on. */
export interface SeniorEntry {
  senior_id: string;
}

/** An invented person of a demo instance, with the password anybody may use. */
export interface DemoAccount {
  login: string;
  password: string;
  name: string;
  role: Role;
  centre: string;
}

/** The domain clock as `GET /api/clock` tells it. */
export interface ClockView {
  server_at: string;
  domain_at: string;
  rate: number;
  instance: string;
  kind: string;
}

/** How many domain seconds pass in a real one, and where domain time goes on: forward only. */
export interface ClockRate {
  rate: number;
  domain_at?: string | null;
}

/** A regulation centre. */
export interface CentreView {
  id: string;
  code: string;
  name: string;
  lon_deg: number;
  lat_deg: number;
}

/** A commune found by its first letters. */
export interface CommuneView {
  insee_code: string;
  name: string;
  lon_deg: number;
  lat_deg: number;
  population: number;
  postal_codes: string[];
  is_coastal: boolean;
}

/** A place that receives patients, or a base: what it is for, and what it can do for a patient who needs it. */
export interface FacilityView {
  id: string;
  name: string;
  kind: string;
  lon_deg: number;
  lat_deg: number;
  organisation: string | null;
  abilities: Ability[];
}

/** A medical motive of the national list. */
export interface MotiveView {
  code: string;
  label: string;
}

/** An open session of one's own. `agent`: what the browser calls itself. */
export interface SessionRow {
  id: string;
  kind: string;
  method: SignInMethod;
  opened_at: string;
  last_seen_at: string;
  expires_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
}

/** One's own account: how one signs in, and where one is signed in now. */
export interface OwnAccount {
  login: string;
  name: string;
  has_password: boolean;
  has_second_factor: boolean;
  recovery_codes_left: number;
  is_linked: boolean;
  sessions: SessionRow[];
}

/** Choose another password; every other session ends. */
export interface PasswordChange {
  current: string;
  password: string;
}

/** The password again, before the second factor or its recovery codes change. */
export interface PasswordProof {
  password: string;
}

/** Ten codes, told once; each replaces the second factor once. Older ones are worth nothing any more. */
export interface RecoveryCodes {
  codes: string[];
}

/** A one-time link, told once: the page of the instance that reads it is `/access#<token>`. */
export interface AccessLinkView {
  token: string;
  expires_at: string;
}

/** Open a one-time link. The token travels in a body: no log of addresses keeps it. */
export interface AccessLook {
  token: string;
}

/** What a one-time link asks for. */
export interface AccessView {
  login: string;
  name: string;
  purpose: LinkPurpose;
  minimum_password_length: number;
  secret: string | null;
  qr_svg: string | null;
}

/** Use a one-time link: the chosen password, and a first code that proves the second factor was read. */
export interface AccessEntry {
  token: string;
  password?: string | null;
  code?: string | null;
}

/** One role at one centre, for good or for a shift: from `from_at` until before `to_at`, domain time. */
export interface RightEntry {
  centre_id: string;
  role: Role;
  from_at?: string | null;
  to_at?: string | null;
}

/** A new account. `national_id`: as the identity provider tells it, for people who sign in through it. */
export interface AccountEntry {
  login: string;
  name: string;
  rights: RightEntry[];
  national_id?: string | null;
  organisation_id?: string | null;
  facility_id?: string | null;
  vehicle_id?: string | null;
}

/** What a manager changes of an account; what is not sent is not touched. Changed rights end every session at once. */
export interface AccountChange {
  name?: string | null;
  rights?: RightEntry[] | null;
  active?: boolean | null;
  national_id?: string | null;
}

/** An account in a manager's scope. */
export interface AccountRow {
  id: string;
  login: string;
  name: string;
  active: boolean;
  rights: RightView[];
  organisation: string | null;
  national_id: string | null;
  has_password: boolean;
  has_second_factor: boolean;
  last_seen_at: string | null;
  open_sessions: number;
}

/** An account just opened, with the one-time link of its first sign-in. */
export interface NewAccount {
  account: AccountRow;
  link: AccessLinkView;
}

/** Let an account manage others: those of one centre or of one organisation, with the roles it may give there. */
export interface ScopeEntry {
  manager_id: string;
  roles: Role[];
  centre_id?: string | null;
  organisation_id?: string | null;
}

/** What a manager may do. `place`: the name of the centre or of the organisation. */
export interface ScopeView {
  id: string;
  manager_id: string;
  manager: string;
  roles: Role[];
  centre_id: string | null;
  organisation_id: string | null;
  place: string;
}

/** The identity provider the door offers beside the password. */
export interface ProviderView {
  name: string;
  path: string;
}

/** Signed out here; `end_url`: where the browser goes to leave the identity provider too. */
export interface SignedOut {
  end_url: string;
}

/** Where a manager may open accounts, and the roles to give there. */
export interface PlaceChoice {
  id: string;
  name: string;
  roles: Role[];
}

/** What the caller may give to others. */
export interface ManagerChoices {
  centres: PlaceChoice[];
  organisations: PlaceChoice[];
  may_delegate: boolean;
}

/** One file the country is drawn from. */
export interface GeoLayer {
  name: string;
  attribution: string;
  synthetic: boolean;
}

/** The exchange announces a ringing call. `external_id` makes the announcement repeatable. */
export interface IncomingCall {
  external_id: string;
  centre_id: string;
  line: Line;
  number?: string | null;
  lon_deg?: number | null;
  lat_deg?: number | null;
  radius_m?: number | null;
}

/** What happens to a call: the exchange or the ARM says so. */
export interface CallChange {
  state: CallState;
}

/** Attach an answered call to a case that exists (never automatic, can be undone by attaching elsewhere). */
export interface CallAttachment {
  case_id: string;
}

/** One key files what is no case. */
export interface CallFiling {
  attribution: Attribution;
}

/** What came of calling back a caller who hung up unanswered, or that nobody will (FILED). */
export interface CallBackEntry {
  result: CallBackResult;
}

/** A call as the room sees it. */
export interface CallView {
  id: string;
  centre_id: string;
  version: number;
  line: Line;
  number: string | null;
  state: CallState;
  rang_at: string;
  answered_at: string | null;
  ended_at: string | null;
  answered_by: string | null;
  case_id: string | null;
  lon_deg: number | null;
  lat_deg: number | null;
  radius_m: number | null;
  attach_to: string[];
  call_back: CallBack | null;
  call_back_attempts: number;
  call_back_tried_at: string | null;
  rings_unanswered: number;
  overflowed_at: string | null;
}

/** A task to do by `due_at`, domain time: one's own, or of a post (`role`) when nobody in particular owes it. */
export interface TaskEntry {
  kind: TaskKind;
  due_at: string;
  words?: string | null;
  role?: Role | null;
}

/** A task is done, or no longer needed; why, or what came of it. */
export interface TaskResult {
  words?: string | null;
}

/** A task that waits. No `owner`: whoever is at the post. */
export interface TaskView {
  id: string;
  kind: TaskKind;
  words: string | null;
  due_at: string;
  role: Role;
  owner: string | null;
  owner_id: string | null;
  offered_to_id: string | null;
  set_by: string;
  overdue: boolean;
  decision_id: string | null;
  mission_id: string | null;
}

/** Who holds a case, or owes a task, from now on. */
export interface Assignment {
  account_id: string;
}

/** Ask somebody signed in to relieve one of everything one holds. */
export interface ReliefEntry {
  successor_id: string;
}

/** Relieve somebody of what they offered, or refuse it. */
export interface ReliefAnswer {
  leaver_id: string;
  accepted: boolean;
}

/** Somebody signed in now who may relieve the caller. */
export interface Colleague {
  account_id: string;
  name: string;
  roles: Role[];
}

/** What the caller holds: nobody signs out before all of it is somebody else's. */
export interface Holdings {
  case_ids: string[];
  task_ids: string[];
  colleagues: Colleague[];
}

/** Where it happens. Commune level is enough to send help. */
export interface Place {
  label: string;
  insee_code?: string | null;
  lon_deg: number;
  lat_deg: number;
  radius_m?: number | null;
  precision?: PlacePrecision;
  access?: string | null;
}

/** Change of a case; what is not sent is not touched. `version`: the one the author saw; stale edits are refused with what changed. */
export interface CaseEdit {
  version: number;
  priority?: Priority;
  queue?: CareQueue | null;
  motive_code?: string;
  place?: Place;
  note?: string;
}

/** A patient as first told; identity starts as "X homme ~40 ans". */
export interface PatientEntry {
  sex?: Sex;
  age?: string | null;
  label?: string | null;
  birth_date?: string | null;
}

/** What a patient's earlier cases have: all of what is given, and at least one thing is. Words of a name in any order. */
export interface PatientSearch {
  name?: string | null;
  birth_date?: string | null;
  number?: string | null;
}

/** A patient of a case. */
export interface PatientView {
  id: string;
  rank: number;
  label: string;
  sex: Sex;
  age: string | null;
  care_level: CareLevel | null;
  birth_date: string | null;
}

/** A doctor's decision for a patient, or for the case while no patient is known. */
export interface DecisionEntry {
  type: DecisionType;
  patient_id?: string | null;
  means?: MeansType | null;
  delay?: Delay | null;
  care_level?: CareLevel | null;
  replaces?: string | null;
  words?: string | null;
}

/** One call by OSNP. */
export interface Attempt {
  contact: Contact;
  result: ContactResult;
  at: string;
  by: string;
}

/** Who sees the patient, when and where; found at an instant by somebody of OSNP. */
export interface Appointment {
  practitioner: string;
  starts_at: string;
  place: string;
  found_at: string;
  found_by: string;
}

/** What OSNP did about a decision to have the patient seen. Over once there is an appointment, or it went back to the doctor. */
export interface Orientation {
  attempts: Attempt[];
  appointment: Appointment | null;
  returned_at: string | null;
  returned_because: ReturnReason | null;
}

/** A decision in force, replaced or withdrawn. */
export interface DecisionView {
  id: string;
  patient_id: string | null;
  type: DecisionType;
  means: MeansType | null;
  delay: Delay | null;
  care_level: CareLevel | null;
  words: string | null;
  decided_at: string;
  decided_by: string;
  ended_at: string | null;
  ended_because: string | null;
  orientation: Orientation | null;
  due_at: string | null;
  senior: string | null;
  countersigned_at: string | null;
  countersigned_by: string | null;
}

/** A case as the room sees it. */
export interface CaseView {
  id: string;
  centre_id: string;
  number: string;
  version: number;
  state: CaseState;
  attribution: Attribution;
  priority: Priority;
  queue: CareQueue | null;
  opened_at: string;
  queued_at: string | null;
  motive_code: string | null;
  motive: string | null;
  place: Place | null;
  caller: CallerState;
  caller_since: string;
  caller_number: string | null;
  repeat_count: number;
  taken_by: string | null;
  taken_at: string | null;
  patients: PatientView[];
  decisions: DecisionView[];
  mission_ids: string[];
  event_id: string | null;
  closed_at: string | null;
  taken_by_id: string | null;
  kept_by: string | null;
  kept_by_id: string | null;
  offered_to_id: string | null;
  orphaned_at: string | null;
  tasks: TaskView[];
  restriction: Restriction | null;
  withheld: boolean;
  shared_with: string[];
  escalated_at: string | null;
  opinions: OpinionView[];
  fallen_at: string | null;
  same_patient: string[];
}

/** Let a case open with a motive only, or as any other again (None). */
export interface RestrictionEntry {
  restriction: Restriction | null;
}

/** Why somebody opens a restricted case; it stays in the trail. */
export interface OpeningEntry {
  motive: OpeningMotive;
  words?: string | null;
}

/** One fact of a case, in sealed order (unsealed ones last, without a number). */
export interface LogEntry {
  id: string;
  number: number | null;
  at: string;
  kind: string;
  author: string;
  role: string;
  body: Record<string, unknown>;
}

/** A case with its log. */
export interface CaseFile {
  case: CaseView;
  log: LogEntry[];
}

/** Ask another centre to take a case over; the caller on the line goes with it. */
export interface TransferEntry {
  to_centre_id: string;
  motive: TransferMotive;
}

/** Why a centre does not take a case over. */
export interface TransferRefusalEntry {
  motive: TransferRefusal;
}

/** A transfer, as both centres see it. Until it is accepted the sender (`centre_id`) is responsible. */
export interface TransferView {
  id: string;
  version: number;
  case_id: string;
  case_number: string;
  centre_id: string;
  to_centre_id: string;
  state: TransferState;
  motive: TransferMotive;
  call_id: string | null;
  asked_by: string;
  asked_at: string;
  alarmed_at: string | null;
  answered_by: string | null;
  answered_at: string | null;
  refusal: TransferRefusal | null;
}

/** Why a centre does not lend a vehicle. */
export interface HelpRefusalEntry {
  motive: HelpRefusal;
}

/** A vehicle of another centre (`to_centre_id`) asked for a case, as both centres see it. The answer engages it. */
export interface HelpView {
  id: string;
  version: number;
  case_id: string;
  case_number: string;
  centre_id: string;
  to_centre_id: string;
  vehicle_id: string;
  call_sign: string;
  decision_id: string | null;
  state: HelpState;
  asked_by: string;
  asked_at: string;
  alarmed_at: string | null;
  answered_by: string | null;
  answered_at: string | null;
  refusal: HelpRefusal | null;
  mission_id: string | null;
}

/** Let another centre (`by_centre_id`) engage a centre's vehicles of a means without asking, from now on. */
export interface ConventionEntry {
  centre_id: string;
  by_centre_id: string;
  means: MeansType;
}

/** A convention; `until`: when it was ended, none while it is in force. */
export interface ConventionView {
  id: string;
  centre_id: string;
  by_centre_id: string;
  means: MeansType;
  since: string;
  until: string | null;
  set_by: string | null;
}

/** Ask a doctor of another centre for an opinion: that centre reads the case, and changes nothing there. */
export interface ShareEntry {
  to_centre_id: string;
  role?: Role;
  question?: string;
}

/** The opinion a doctor gives on another centre's case. */
export interface OpinionAnswer {
  words: string;
}

/** An opinion asked of another centre and not ended: that centre reads the case. */
export interface OpinionView {
  id: string;
  by_centre_id: string;
  role: Role;
  question: string | null;
  asked_by: string;
  asked_at: string;
  answer: string | null;
  answered_by: string | null;
  answered_at: string | null;
}

/** Another centre has a case near in place and time: commune, minute, motive family, and nothing else. */
export interface HintView {
  centre_id: string;
  commune: string | null;
  minute: string;
  motive_family: string | null;
}

/** Let another centre work a centre's lines and queues too, between two times of the Paris day (the same twice: all day). */
export interface PoolEntry {
  centre_id: string;
  by_centre_id: string;
  reason: PoolReason;
  roles: Role[];
  from_minute?: number;
  to_minute?: number;
}

/** A pool that is set. `in_force`: it holds at this hour. */
export interface PoolView {
  id: string;
  centre_id: string;
  by_centre_id: string;
  reason: PoolReason;
  roles: Role[];
  from_minute: number;
  to_minute: number;
  since: string;
  in_force: boolean;
  set_by: string | null;
}

/** What a regulating centre has to do and who is there to do it, in figures: no case and no caller of it. */
export interface LoadView {
  centre_id: string;
  ringing: number;
  ringing_since: string | null;
  waiting: number;
  waiting_since: string | null;
  call_takers: number;
  doctors: number;
}

/** Somebody at work at a centre: with which role, from which centre when pooled, since when. */
export interface PostView {
  account_id: string;
  name: string;
  centre_id: string;
  role: Role;
  held_at: string | null;
  since: string | null;
  signed_in_at: string;
}

/** Work at one post from now on: a role held at a centre, and the centres it is pooled for that one takes on. */
export interface PostEntry {
  centre_id: string;
  role: Role;
  pooled_centre_ids?: string[];
}

/** Somebody was called. */
export interface AttemptEntry {
  contact: Contact;
  result: ContactResult;
}

/** Who sees the patient, when and where, as told by phone. */
export interface AppointmentEntry {
  practitioner: string;
  starts_at: string;
  place: string;
}

/** Back to the doctor. */
export interface ReturnEntry {
  reason: ReturnReason;
}

/** A vehicle that could go, ranked; or one dropped, with its reason. */
export interface Candidate {
  vehicle_id: string;
  call_sign: string;
  type: VehicleType;
  team_id: string | null;
  team_level: MedicalLevel | null;
  distance_m: number | null;
  arrival_s: number | null;
  position_age_s: number | null;
  stale: boolean;
  dropped: string | null;
  ask_centre_id: string | null;
}

/** The engine's answer for one decision; kept with the case. */
export interface Proposal {
  id: string;
  case_id: string;
  decision_id: string;
  means: MeansType;
  delay: Delay | null;
  method: string;
  at: string;
  candidates: Candidate[];
  dropped: Candidate[];
}

/** Send a vehicle. `decision_id` is compulsory on ground DECISION; `doctor_id` on ORDRE_VERBAL. */
export interface Engagement {
  case_id: string;
  vehicle_id: string;
  ground: Ground;
  decision_id?: string | null;
  doctor_id?: string | null;
  proposal_id?: string | null;
  override_motive?: string | null;
  asked?: boolean;
}

/** A status given by hand. `at`: domain time it was true; now when absent. */
export interface StatusEntry {
  status: MissionStatus;
  at?: string | null;
}

/** Stand a mission down before arrival. */
export interface Cancellation {
  motive: string;
}

/** How the mission ended for its patient. */
export interface Closing {
  outcome: Outcome;
  words?: string | null;
}

/** Where the patient goes. */
export interface DestinationChoice {
  facility_id: string;
}

/** One line of the status history. */
export interface StatusView {
  status: MissionStatus;
  at: string;
  error_s: number;
  source: StatusSource;
  author: string | null;
}

/** A mission as the room sees it. */
export interface MissionView {
  id: string;
  centre_id: string;
  version: number;
  case_id: string;
  case_number: string;
  vehicle_id: string;
  call_sign: string;
  team_id: string | null;
  ground: Ground;
  decision_id: string | null;
  status: MissionStatus;
  status_at: string;
  ordered_at: string;
  order_version: number;
  receipt: ReceiptState | null;
  receipt_at: string | null;
  destination: string | null;
  destination_lon_deg: number | null;
  destination_lat_deg: number | null;
  statuses: StatusView[];
  cancel_proposed: boolean;
  outcome: Outcome | null;
  closed_at: string | null;
  asked: boolean;
  refusal: string | null;
  destination_at: string | null;
  destination_seen_at: string | null;
  doctor: string | null;
  countersigned_at: string | null;
  countersigned_by: string | null;
}

/** A vehicle with what the room may know of it. No medical word: every centre sees it. */
export interface VehicleView {
  id: string;
  version: number;
  call_sign: string;
  type: VehicleType;
  organisation: string;
  base: string;
  base_lon_deg: number;
  base_lat_deg: number;
  team_id: string | null;
  team_level: MedicalLevel | null;
  availability: Availability;
  availability_at: string;
  visible_for: VisibilityReason[];
  mission_id: string | null;
  mission_status: MissionStatus | null;
  mission_centre_id: string | null;
  reserved_mission_id: string | null;
  centre_id: string | null;
}

/** Where a vehicle was, oldest first, while the room might see it. Every look at one is audited. */
export interface Trail {
  vehicle_id: string;
  points: ([number, number, number])[];
  within_m: number;
}

/** A vehicle near a place, in a straight line. */
export interface NearbyVehicle {
  vehicle_id: string;
  distance_m: number;
  lon_deg: number;
  lat_deg: number;
  measured_at: string;
}

/** Take an order, or say why not. `version`: of the order that was read. */
export interface OrderAnswer {
  version: number;
  refusal?: CrewRefusal | null;
}

/** A crewed vehicle's word about itself, from now on. */
export interface AvailabilityEntry {
  availability: Availability;
}

/** What a crew found at its patient's side, for the regulating doctor. Source: practice, rule 17. */
export interface Bilan {
  words: string;
  breaths_per_min?: number | null;
  pulse_per_min?: number | null;
  systolic_mmhg?: number | null;
  oxygen_percent?: number | null;
  glasgow?: number | null;
}

/** Order another vehicle for a need, in place of whoever refused or stayed silent. */
export interface CallNext {
  vehicle_id: string;
  passed_over?: PassedOver | null;
}

/** A mission of a company's own vehicle: place, access, time, equipment; no motive, no name. Source: practice, rule 32. */
export interface CompanyMission {
  id: string;
  vehicle_id: string;
  call_sign: string;
  status: MissionStatus;
  status_at: string;
  ordered_at: string;
  receipt: ReceiptState | null;
  place: Place | null;
  destination: string | null;
  order_version: number;
  means: MeansType | null;
  delay: Delay | null;
  answer_by: string | null;
  refusal: CrewRefusal | null;
  closed_at: string | null;
}

/** A vehicle in the search for a need: those of the sector's garde by line, then the others by time to the place. */
export interface TurnView {
  vehicle_id: string;
  call_sign: string;
  organisation: string;
  phone: string | null;
  line: number | null;
  turn: Turn;
  why: string | null;
  arrival_s: number | null;
  asked_at: string | null;
  answer_by: string | null;
}

/** An ambulance a doctor asks for, without medical content. Source: practice, rule 23. */
export interface NeedView {
  decision_id: string;
  centre_id: string;
  means: MeansType;
  delay: Delay | null;
  decided_at: string;
  place: Place | null;
  call_signs: string[];
  sector: string | null;
  search_until: string | null;
  turns: TurnView[];
  next_vehicle_id: string | null;
  callable: boolean;
}

/** Who holds a line of a sector's garde, and when. */
export interface GardeLine {
  sector_code: string;
  line: number;
  vehicle_id: string;
  call_sign: string;
  organisation: string;
  from_at: string;
  to_at: string;
}

/** A mission as its crew needs it for care; gone some hours after its end. */
export interface CrewMission {
  id: string;
  call_sign: string;
  status: MissionStatus;
  ordered_at: string;
  closed_at: string | null;
  place: Place | null;
  destination: string | null;
  motive: string | null;
  patients: PatientView[];
  order_version: number;
  receipt: ReceiptState | null;
  refusal: CrewRefusal | null;
  status_at: string | null;
  answer_by: string | null;
  care_level: CareLevel | null;
  destination_seen_at: string | null;
}

/** A patient on the way to an emergency department: who, what for, when; never where. */
export interface Arrival {
  mission_id: string;
  call_sign: string;
  status: MissionStatus;
  motive: string | null;
  patients: PatientView[];
  arrives_at: string | null;
  method: ArrivalMethod | null;
  care_level: CareLevel | null;
  announced_at: string | null;
  seen_at: string | null;
  see_by: string | null;
}

/** A vehicle, and why it gets no box; nothing stands against it when `obstacles` is empty. */
export interface BoxCandidate {
  vehicle_id: string;
  call_sign: string;
  company: string;
  obstacles: BoxObstacle[];
}

/** Ask for a box in a vehicle. */
export interface BoxRequestEntry {
  vehicle_id: string;
}

/** Say why a vehicle gets no box. */
export interface BoxRequestRefusal {
  words: string;
}

/** A request for a box. */
export interface BoxRequestView {
  id: string;
  vehicle_id: string;
  call_sign: string;
  company: string;
  state: RequestState;
  asked_at: string;
  answered_at: string | null;
  refusal: string | null;
  box_id: string | null;
  box: string | null;
}

/** Provision a box; into a vehicle, or for the store. */
export interface BoxEntry {
  name: string;
  vehicle_id?: string | null;
}

/** Move a box to another vehicle from an instant on (domain time), now unless said. */
export interface BoxMove {
  vehicle_id: string;
  at?: string | null;
}

/** Take a box out of its vehicle, and say where it is now. Lost or retired, it is revoked. */
export interface BoxShelving {
  stock: "IN_STORE" | "LOST" | "RETIRED" | "TO_REPAIR";
}

/** Give a box another credential. `at_once`: the old one is worth nothing from now on; else it holds until the box has the new one. */
export interface CredentialEntry {
  at_once?: boolean;
}

/** What to put into a box, told once. `old_until`: the old credential ends then at the latest; None: it ends now, or there was none. */
export interface NewCredential {
  box_id: string;
  name: string;
  partition: string;
  credential: string;
  old_until: string | null;
}

/** Ask for a client certificate. `request`: PKCS #10, PEM; its key alone is taken, the name is the box's. */
export interface CertificateEntry {
  request: string;
}

/** A client certificate and the authority that signed it, PEM; nothing in it is secret. */
export interface BoxCertificateView {
  box_id: string;
  serial: string;
  certificate: string;
  authority: string;
  ends_at: string;
}

/** A box of the park as its manager sees it. */
export interface BoxView {
  id: string;
  name: string;
  partition: string;
  active: boolean;
  stock: BoxStock;
  vehicle_id: string | null;
  call_sign: string | null;
  company: string | null;
  in_vehicle_since: string | null;
  provisioned_at: string;
  revoked_at: string | null;
  old_credential_until: string | null;
  certificates: number;
  heard_at: string | null;
  online: boolean | null;
  clock_ahead_s: number | null;
  health_at: string | null;
  queue_length: number | null;
  oldest_queued_at: string | null;
  battery_percent: number | null;
  firmware: string | null;
  refused: number;
}

/** A refused fix or message: why, and what was sent, as far as kept and readable. `refused_at`: real time. */
export interface RefusedFixView {
  id: number;
  reason: string;
  refused_at: string;
  boot: number | null;
  seq: number | null;
  sent: string;
}

/** Newest fix of a vehicle. Its age is `domain now - measured_at`; a screen always shows it. */
export interface LivePosition {
  vehicle_id: string;
  boot: number;
  seq: number;
  measured_at: string;
  received_at: string;
  lon_deg: number;
  lat_deg: number;
  speed_mps: number | null;
  heading_deg: number | null;
  accuracy_m: number | null;
}

/** Rectangle of the map, degrees. */
export interface Viewport {
  west_deg: number;
  south_deg: number;
  east_deg: number;
  north_deg: number;
}

/** Screen → server: start, or start again. No viewport: the whole region. */
export interface Subscribe {
  type: "subscribe";
  topics: ("positions" | "room")[];
  viewport?: Viewport | null;
}

/** Screen → server: the map moved. */
export interface Look {
  type: "look";
  viewport?: Viewport | null;
}

/** Screen → server: answer to a heartbeat. */
export interface Pong {
  type: "pong";
  n: number;
  clock_at?: string | null;
}

/** Server → screen: the clock and the beat to expect. */
export interface Welcome {
  type: "welcome";
  server_at: string;
  domain_at: string;
  domain_rate: number;
  heartbeat_s: number;
}

/** Server → screen: every open call and case of the account's centres, their missions, and every visible vehicle. */
export interface RoomSnapshot {
  type: "room_snapshot";
  n: number;
  calls: CallView[];
  cases: CaseView[];
  missions: MissionView[];
  vehicles: VehicleView[];
  transfers: TransferView[];
  help_requests: HelpView[];
}

/** Server → screen: rows that changed, whole. `gone`: ids the account no longer sees. */
export interface RoomDelta {
  type: "room";
  n: number;
  calls: CallView[];
  cases: CaseView[];
  missions: MissionView[];
  vehicles: VehicleView[];
  transfers: TransferView[];
  help_requests: HelpView[];
  gone: string[];
}

/** Server → screen: the newest fix of every visible vehicle in the viewport; replaces all positions held. */
export interface PositionSnapshot {
  type: "positions_snapshot";
  n: number;
  positions: LivePosition[];
}

/** Server → screen: fixes newer than those sent; `gone`: vehicles that left the viewport or are no longer visible. */
export interface PositionDelta {
  type: "positions";
  n: number;
  moved: LivePosition[];
  gone: string[];
}

/** Server → screen, every `heartbeat_s`: still alive, and how fresh the sources are. Not answered for long: connection closed. */
export interface Heartbeat {
  type: "heartbeat";
  n: number;
  server_at: string;
  domain_at: string;
  domain_rate: number;
  tracker_age_s: number | null;
  clock_off_by_s: number | null;
}

/** Server → screen: the last message was refused; the connection goes on. */
export interface Problem {
  type: "problem";
  title: string;
  detail: string;
}

/** Why somebody asks to look at a centre's past. The words stay in the trail, encrypted. */
export interface ReplayEntry {
  centre_id: string;
  motive: ReplayMotive;
  words?: string | null;
}

/** What is quoted by each look that follows, for twelve hours, real time. */
export interface ReplayView {
  id: string;
  centre_id: string;
}

/** Something that had happened by then. */
export interface PastFact {
  at: string;
  kind: string;
  case_id: string | null;
  call_id: string | null;
}

/** A centre's room as its screens had it at `at`, domain time, and where the vehicles it might see then were. */
export interface PastRoom {
  at: string;
  centre_id: string;
  calls: CallView[];
  cases: CaseView[];
  missions: MissionView[];
  positions: LivePosition[];
  vehicles: VehicleView[];
  facts: PastFact[];
  next_at: string | null;
}

/** Server → screen, first: what follows is not the present but this stretch of a centre's past, domain time. */
export interface Past {
  type: "past";
  centre_id: string;
  from_at: string;
  to_at: string;
  pace: 1 | 2 | 4;
}

/** Server → screen: what happened in the tick just shown, oldest first. */
export interface PastFacts {
  type: "past_facts";
  n: number;
  facts: PastFact[];
}

/** Server → screen, last: the stretch has been shown up to its end. */
export interface PastEnd {
  type: "past_end";
  n: number;
  at: string;
}

/** One row of the trail: a fact of the case, or somebody's look at it (then without `fact_id`). */
export interface InquestEntry {
  centre_code: string;
  number: number | null;
  hash: string | null;
  at: string;
  recorded_at: string;
  kind: string;
  author: string;
  role: string;
  operator_centre_code: string | null;
  fact_id: string | null;
  body: Record<string, unknown>;
}

/** A doctor's decision, ended ones included. */
export interface InquestDecision {
  id: string;
  patient: string | null;
  type: string;
  means: string | null;
  delay: string | null;
  care_level: string | null;
  words: string | null;
  decided_at: string;
  decided_by: string;
  ended_at: string | null;
  ended_because: string | null;
}

/** Where the vehicle of a mission was. */
export interface InquestFix {
  mission_id: string;
  measured_at: string;
  lon_deg: number;
  lat_deg: number;
  speed_mps: number | null;
}

/** Part of a chain whose rows were hashed again, both numbers included. */
export interface InquestStretch {
  first: number;
  last: number;
  begins_signed: boolean;
  ends_signed: boolean;
}

/** What a walk over the chain of a centre found. */
export interface InquestProof {
  centre_code: string;
  sound: boolean;
  sealed: number;
  head: string;
  signed_heads: number;
  faults: string[];
  walked: InquestStretch[] | null;
}

/** The file. */
export interface Inquest {
  number: string;
  case_id: string;
  centre_code: string;
  state: string;
  priority: string;
  place: string | null;
  opened_at: string;
  closed_at: string | null;
  patients: string[];
  decisions: InquestDecision[];
  missions: MissionView[];
  entries: InquestEntry[];
  proposals: (Record<string, unknown>)[];
  positions: InquestFix[];
  proof: InquestProof[];
  made_at: string;
  motive: string;
  made_by: string;
}

/** For whom and why the file of a case is made: it stays in the trail. */
export interface InquestAsked {
  motive: string;
}

/** The file of a case, twice: for programs and for people. */
export interface InquestFile {
  inquest: Inquest;
  pdf: string;
}

export type ScreenMessage = Subscribe | Look | Pong;

export type LiveEvent = Welcome | RoomSnapshot | RoomDelta | PositionSnapshot | PositionDelta | Heartbeat | Problem;

export type PastEvent = Past | Welcome | RoomSnapshot | RoomDelta | PositionSnapshot | PositionDelta | Heartbeat | PastFacts | PastEnd;

/** Statuses that may follow each. Owned by the server: dispatch/missions/rules.py. */
export const NextStatuses: Record<MissionStatus, readonly MissionStatus[]> = {
  "DECISION": ["DECLENCHE","DEPART","ANNULE","ARRIVEE","PEC"],
  "DECLENCHE": ["DEPART","ANNULE","ARRIVEE","PEC"],
  "DEPART": ["ANNULE","ARRIVEE","PEC"],
  "ANNULE": [],
  "ARRIVEE": ["PEC","BILAN","ORIENTAT","TRANSP","FINPEC","RETOUR"],
  "PEC": ["BILAN","ORIENTAT","TRANSP","FINPEC","RETOUR"],
  "BILAN": ["ORIENTAT","TRANSP","FINPEC","RETOUR"],
  "ORIENTAT": ["TRANSP","FINPEC","RETOUR"],
  "TRANSP": ["ETAPE1","DESTIN","FINPEC"],
  "ETAPE1": ["TRANSP2"],
  "TRANSP2": ["ETAPE2","DESTIN","FINPEC"],
  "ETAPE2": ["TRANSP3"],
  "TRANSP3": ["DESTIN","FINPEC"],
  "DESTIN": ["FINPEC","RETOUR"],
  "FINPEC": ["RETOUR","RET-BASE","REN-BASE"],
  "RETOUR": ["RET-BASE","REN-BASE"],
  "RET-BASE": ["REN-BASE"],
  "REN-BASE": [],
};

/** Roles that may do each act. Owned by the server: socle/accounts/rights.py. */
export const RolesOf = {
  "session.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR","COORDINATOR","COMPANY","CREW","EMERGENCY_DEPARTMENT","ADMINISTRATOR","TELEPHONY"],
  "session.end": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR","COORDINATOR","COMPANY","CREW","EMERGENCY_DEPARTMENT","ADMINISTRATOR","TELEPHONY"],
  "senior.name": ["INTERN"],
  "doctor.list": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN"],
  "account.own": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR","COORDINATOR","COMPANY","CREW","EMERGENCY_DEPARTMENT","ADMINISTRATOR","TELEPHONY"],
  "account.manage": ["SUPERVISOR","COORDINATOR","COMPANY","EMERGENCY_DEPARTMENT","ADMINISTRATOR"],
  "account.delegate": ["ADMINISTRATOR"],
  "directory.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR","COORDINATOR","COMPANY","CREW","EMERGENCY_DEPARTMENT","ADMINISTRATOR","TELEPHONY"],
  "clock.set": ["ADMINISTRATOR"],
  "status.read": ["ADMINISTRATOR"],
  "live.watch": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "live.positions": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "room.replay": ["MRU","MRL","SPECIALIST","SUPERVISOR"],
  "call.announce": ["TELEPHONY"],
  "call.change": ["ARM","TELEPHONY"],
  "call.answer": ["ARM"],
  "call.attach": ["ARM"],
  "call.file": ["ARM"],
  "call.call_back": ["ARM"],
  "call.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR","TELEPHONY"],
  "case.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "case.edit": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "patient.search": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP"],
  "case.restrict": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","SUPERVISOR"],
  "case.inquest": ["MRU","MRL","SPECIALIST"],
  "case.open": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "case.take": ["MRU","MRL","SPECIALIST","INTERN","OSNP"],
  "case.release": ["MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "case.close": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "case.assign": ["SUPERVISOR"],
  "task.do": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "relief.change": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "case.share": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","SUPERVISOR"],
  "case.transfer": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","SUPERVISOR"],
  "opinion.give": ["MRU","MRL","SPECIALIST"],
  "pool.set": ["SUPERVISOR","ADMINISTRATOR"],
  "post.supervise": ["SUPERVISOR"],
  "help.ask": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "help.answer": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "convention.set": ["SUPERVISOR","ADMINISTRATOR"],
  "decision.decide": ["MRU","MRL","SPECIALIST","INTERN"],
  "decision.withdraw": ["MRU","MRL","SPECIALIST"],
  "decision.countersign": ["MRU","MRL","SPECIALIST"],
  "orientation.attempt": ["OSNP"],
  "orientation.book": ["OSNP"],
  "orientation.return": ["OSNP"],
  "assignment.propose": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "mission.engage": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "mission.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "mission.countersign": ["MRU","MRL","SPECIALIST"],
  "mission.status": ["ARM","ARM_SUIVI"],
  "mission.cancel": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "mission.destination": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "mission.close": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST"],
  "company.read": ["COMPANY"],
  "company.say": ["COMPANY"],
  "coordination.read": ["COORDINATOR"],
  "coordination.call": ["COORDINATOR"],
  "crew.read": ["CREW"],
  "crew.say": ["CREW"],
  "emergency.read": ["EMERGENCY_DEPARTMENT"],
  "emergency.say": ["EMERGENCY_DEPARTMENT"],
  "box.read": ["SUPERVISOR","COMPANY","ADMINISTRATOR"],
  "box.request": ["COMPANY","ADMINISTRATOR"],
  "box.manage": ["ADMINISTRATOR"],
  "box.revoke": ["SUPERVISOR","ADMINISTRATOR"],
  "vehicle.read": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
  "vehicle.trail": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","SUPERVISOR"],
  "vehicle.nearby": ["ARM","ARM_SUIVI","MRU","MRL","SPECIALIST","INTERN","OSNP","SUPERVISOR"],
} as const satisfies Record<string, readonly Role[]>;
export type Action = keyof typeof RolesOf;
