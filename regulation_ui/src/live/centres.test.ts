import { expect, test } from "vitest";
import type { TransferView } from "../wire";
import { onlyReads, waiting } from "./centres";
import { aCase, aSession, at } from "./sample";

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
