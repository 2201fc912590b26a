import { expect, test } from "vitest";
import type { HelpView, OpinionView, TransferView } from "../wire";
import { minuteOf, onlyReads, opinionsToGive, ringsHere, timeOf, waiting, worksFor } from "./centres";
import { inQueue } from "./room";
import { aCall, aCase, aSession, at } from "./sample";

const asked = (id: string, seconds: number, fields: Partial<TransferView> = {}): TransferView => ({
  id,
  version: 1,
  case_id: "case-1",
  case_number: "DRFR15140",
  centre_id: "caen",
  to_centre_id: "rouen",
  state: "ASKED",
  motive: "OTHER_SECTOR",
  call_id: null,
  asked_by: "Alix Marchand",
  asked_at: at(seconds),
  alarmed_at: null,
  answered_by: null,
  answered_at: null,
  refusal: null,
  ...fields,
});

test("transfers wait in the order they were asked, until answered", () => {
  const given = [asked("b", 20), asked("a", 10), asked("c", 5, { state: "ACCEPTED" })];
  expect(waiting(given).map((one) => one.id)).toEqual(["a", "b"]);
});

test("a case of another centre is only read", () => {
  const mine = aCase();
  const session = aSession({
    rights: [{ centre_id: mine.centre_id, centre: "SAMU 14 Caen", role: "ARM", held_at: null }],
  });
  expect(onlyReads(session, mine)).toBe(false);
  expect(onlyReads(session, aCase({ centre_id: "rouen" }))).toBe(true);
});

const OWN = "caen";
const POOLED = "rouen";
const pooled = aSession({
  rights: [
    { centre_id: OWN, centre: "Caen", role: "ARM", held_at: null },
    { centre_id: POOLED, centre: "Rouen", role: "ARM", held_at: OWN },
  ],
});

test("a pooled centre's calls ring only once they overflow, one's own at once", () => {
  expect(ringsHere(pooled, aCall({ centre_id: OWN }))).toBe(true);
  expect(ringsHere(pooled, aCall({ centre_id: POOLED }))).toBe(false);
  expect(ringsHere(pooled, aCall({ centre_id: POOLED, overflowed_at: at(30) }))).toBe(true);
});

test("one works for a pooled centre, and more than reads its cases", () => {
  expect([OWN, POOLED, "evreux"].map((centre) => worksFor(pooled, centre))).toEqual([false, true, false]);
  expect(onlyReads(pooled, aCase({ centre_id: POOLED }))).toBe(false);
});

test("opinions asked of one's centre wait until they are given, longest first", () => {
  const opinion = (id: string, fields: Partial<OpinionView>): OpinionView => ({
    id,
    by_centre_id: OWN,
    role: "MRU",
    question: null,
    asked_by: "Camille",
    asked_at: at(0),
    answer: null,
    answered_by: null,
    answered_at: null,
    ...fields,
  });
  const rows = [
    aCase({
      id: "a",
      opinions: [opinion("late", { asked_at: at(20) }), opinion("theirs", { by_centre_id: "evreux" })],
    }),
    aCase({ id: "b", opinions: [opinion("first", { asked_at: at(10) }), opinion("given", { answered_at: at(30) })] }),
  ];
  expect(opinionsToGive(rows, pooled).map((one) => one.opinion.id)).toEqual(["first", "late"]);
});

test("an ambulatory case falls into the emergency queue while no ambulatory doctor is at work", () => {
  const sent = { missions: new Map(), vehicles: new Map() };
  const fallen = aCase({ queue: "AMBULATORY", fallen_at: at(5) });
  expect(inQueue("AMU", fallen, sent)).toBe(true);
  expect(inQueue("AMU", aCase({ queue: "AMBULATORY" }), sent)).toBe(false);
  expect(inQueue("AMU", aCase({ queue: "OSNP", fallen_at: at(5) }), sent)).toBe(false);
});

test("minutes of the day are written and read as a clock", () => {
  expect([0, 485, 1439].map(timeOf)).toEqual(["00:00", "08:05", "23:59"]);
  expect(["00:00", "08:05", "23:59"].map(minuteOf)).toEqual([0, 485, 1439]);
});

test("vehicles asked for wait in the order they were asked, until answered", () => {
  const base: HelpView = {
    id: "a",
    version: 1,
    case_id: "case-1",
    case_number: "DRFR15140",
    centre_id: "caen",
    to_centre_id: "rouen",
    vehicle_id: "vehicle-1",
    call_sign: "TSU 76-01",
    decision_id: null,
    state: "ASKED",
    asked_by: "Inès Picard",
    asked_at: at(20),
    alarmed_at: null,
    answered_by: null,
    answered_at: null,
    refusal: null,
    mission_id: null,
  };
  const given: HelpView[] = [base, { ...base, id: "b", asked_at: at(10) }, { ...base, id: "c", state: "ENGAGED" }];
  expect(waiting(given).map((one) => one.id)).toEqual(["b", "a"]);
});
