import { expect, it } from "vitest";
import { en } from "../i18n/en";
import { fr } from "../i18n/fr";
import type { LogEntry } from "../wire";
import { authorWords, logWords } from "./log_words";

const entry = (body: Record<string, unknown>): LogEntry => ({
  id: "fact-1",
  number: 7,
  at: "2026-11-21T12:00:00Z",
  kind: "mission.status_given",
  author: "Léa Marie",
  role: "ARM",
  body,
});

it("turns codes into the words of the language, by their field", () => {
  expect(logWords(entry({ status: "ARRIVEE", source: "CREW" }), fr)).toBe("Sur les lieux · équipage");
  expect(logWords(entry({ ground: "DECISION", vehicle: "TSU 14-01" }), en)).toBe("decision · TSU 14-01");
  expect(logWords(entry({ age: "P72Y", sex: "M" }), fr)).toBe("72 ans · homme");
});

it("leaves ids, instants and coordinates out, and shows a place by its label", () => {
  const body = {
    mission_id: "0197",
    told_at: "2026",
    place: { label: "Ifs", lon_deg: -0.35 },
    applied: true,
    motive: null,
  };
  expect(logWords(entry(body), fr)).toBe("Ifs");
});

it("leaves out which call goes on at another centre", () => {
  expect(logWords(entry({ line: "15", carried_from: "01a2029a-13e5-7346-85ab-a8d3292485b1" }), fr)).toBe("15");
});

it("names motives by their label, and programs by what they are", () => {
  expect(logWords(entry({ motive_code: "M03.06" }), fr, new Map([["M03.06", "Douleur thoracique"]]))).toBe(
    "Douleur thoracique",
  );
  expect(["Léa Marie", "CREW", "WORKER"].map((author) => authorWords(author, fr))).toEqual([
    "Léa Marie",
    "équipage",
    "système",
  ]);
});

it("says in words why a centre hands a case over, keeps it, or restricts it", () => {
  expect(logWords(entry({ transfer_id: "0197", to_centre_id: "0198", motive: "OTHER_SECTOR" }), fr)).toBe(
    "hors secteur",
  );
  expect(logWords(entry({ transfer_id: "0197", motive: "ENGAGE_FIRST" }), fr)).toBe("engagez d’abord");
  expect(logWords(entry({ request_id: "0197", vehicle: "SMUR 76-02", motive: "COVER" }), fr)).toBe(
    "SMUR 76-02 · secteur à couvrir",
  );
  expect(logWords(entry({ restriction: "STAFF" }), fr)).toBe("Restreint : personnel");
  expect(logWords(entry({ restriction: null }), fr)).toBe("Accès ordinaire");
});
