/** What the screen knows. Only `apply.ts` makes a new one; panels and map layers are functions of it. */

import type {
  CallView,
  CaseView,
  CentreView,
  ClockView,
  FacilityView,
  GeoLayer,
  HelpView,
  LivePosition,
  LogEntry,
  MissionView,
  MotiveView,
  Past,
  PastFact,
  PatientSearch,
  SessionView,
  Trail,
  TransferView,
  VehicleView,
} from "../wire";

export type Link = "connecting" | "live" | "lost";
export type Theme = "day" | "night";
export type Language = "fr" | "en";
export type QueueTab = "ALL" | "AMU" | "AMBULATORY" | "TO_ENGAGE" | "BILAN" | "OSNP" | "CALL_BACK";
/** What fills the page: the room, or a page of its own. */
export type Page =
  | "room"
  | "handover"
  | "past"
  | "rooms"
  | "account"
  | "accounts"
  | "patients"
  | "conventions"
  | "boxes"
  | "scopes";
export type BoardTab = "MISSIONS" | "VEHICLES";

/** What the case panel is asking for on top of the case itself. */
export type Task =
  | { kind: "decide" }
  | { kind: "attach" }
  | { kind: "file" }
  | { kind: "reflex" }
  | { kind: "identity"; patientId: string }
  | { kind: "verbal" }
  | { kind: "engage"; decisionId: string; vehicleId: string | null };

/** A refusal told by the server, or its silence. `changes` on a conflict: what somebody else changed. */
export interface Refusal {
  id: number;
  title: string;
  detail: string;
  changes: Change[];
  atMs: number;
}

export interface Change {
  field: string;
  before: string;
  after: string;
}

export interface Rows {
  calls?: CallView[];
  cases?: CaseView[];
  missions?: MissionView[];
  transfers?: TransferView[];
  helpRequests?: HelpView[];
}

export interface Directory {
  centres: CentreView[];
  facilities: FacilityView[];
  /** The files the map can be drawn from; none when the region's folder was not prepared. */
  geo: GeoLayer[];
  motives: MotiveView[];
}

/** `…Ms` are real milliseconds of the page's monotonic clock; `domainMs` are milliseconds of the domain clock, UTC. */
export interface State {
  session: SessionView | null | "unknown";
  link: Link;
  linkSinceMs: number;
  heardAtMs: number | null;
  /** Real ms at which the tracker's feed last spoke, deduced from the heartbeat; null: it never did. */
  trackerHeardAtMs: number | null;
  /** Seconds by which this machine's clock is ahead of the server's, while that is too much; null: it is right. */
  clockOffByS: number | null;
  nowMs: number;
  clock: { domainMs: number; realMs: number; rate: number } | null;
  instance: ClockView | null;
  calls: ReadonlyMap<string, CallView>;
  cases: ReadonlyMap<string, CaseView>;
  missions: ReadonlyMap<string, MissionView>;
  vehicles: ReadonlyMap<string, VehicleView>;
  transfers: ReadonlyMap<string, TransferView>;
  helpRequests: ReadonlyMap<string, HelpView>;
  positions: ReadonlyMap<string, LivePosition>;
  logs: ReadonlyMap<string, LogEntry[]>;
  directory: Directory;
  trail: Trail | null;
  /** The stretch of the past this state shows, while it is played; null in the store of the present, always. */
  replay: Replay | null;
  refusals: Refusal[];
  view: View;
}

export interface Replay {
  past: Past;
  /** Newest first. */
  facts: PastFact[];
  /** It was shown up to its end. */
  over: boolean;
}

export interface View {
  page: Page;
  caseId: string | null;
  vehicleId: string | null;
  missionId: string | null;
  queue: QueueTab;
  board: BoardTab;
  task: Task | null;
  /** What the page of patients begins to look for. */
  sought: PatientSearch;
  theme: Theme;
  language: Language;
}

export const emptyDirectory: Directory = { centres: [], facilities: [], geo: [], motives: [] };

export function emptyState(theme: Theme, language: Language): State {
  return {
    session: "unknown",
    link: "connecting",
    linkSinceMs: 0,
    heardAtMs: null,
    trackerHeardAtMs: null,
    clockOffByS: null,
    nowMs: 0,
    clock: null,
    instance: null,
    calls: new Map(),
    cases: new Map(),
    missions: new Map(),
    vehicles: new Map(),
    transfers: new Map(),
    helpRequests: new Map(),
    positions: new Map(),
    logs: new Map(),
    directory: emptyDirectory,
    trail: null,
    replay: null,
    refusals: [],
    view: {
      page: "room",
      caseId: null,
      vehicleId: null,
      missionId: null,
      queue: "ALL",
      board: "MISSIONS",
      task: null,
      sought: {},
      theme,
      language,
    },
  };
}

/** A domain clock that showed `domainAt` at the page's `realMs`, and goes at a rate since. */
export function clockOf(domainAt: string, rate: number, realMs: number) {
  return { domainMs: Date.parse(domainAt), realMs, rate };
}
