/** Between centres: transfer, share, hint. */
import type { frCentres } from "./fr_centres";

export const enCentres: typeof frCentres = {
  incoming: (centre) => `${centre} hands a case over`,
  outgoing: (centre) => `Handing over to ${centre}`,
  on_line: "caller on the line",
  still_yours: "you stay responsible",
  unanswered: "unanswered",
  accept: "Take the case",
  accept_call: "Take the case and the call",
  refuse: "Refuse…",
  take_back: "Take back",
  transfer: "Hand over to a centre",
  to: "Receiving centre",
  why: "Why it is handed over",
  read_by: (centres) => `Also read by ${centres}`,
  owned_by: (centre) => `Case of ${centre}: read only`,
  hint: (centre, minute, family) => `${centre} opened a case nearby at ${minute}${family && ` (${family})`}`,
  motives: {
    OTHER_SECTOR: "other sector",
    OVERFLOW: "overflow",
    SPECIALTY: "specialty",
    KNOWN_THERE: "followed there",
  },
  refusals: {
    NOT_OURS: "not ours",
    NO_CAPACITY: "no capacity left",
    ENGAGE_FIRST: "engage first",
  },
};
