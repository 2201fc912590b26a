/** The words of restricted cases, in English. */
import type { frRestricted } from "./fr_restricted";

export const enRestricted: typeof frRestricted = {
  title: "Restricted case",
  hint: "Identity, place and motive are hidden. Say why you open it: the motive stays in the log, the opening holds for you alone, and for a while.",
  words: "Details",
  choose: "Restrict access to the case",
  apply: "Apply",
  none: "Ordinary access",
  motives: {
    REGULATES: "I regulate it",
    FOLLOWS_UP: "I follow its mission",
    RELIEVES: "I take over the shift",
    CHECKS: "Check",
  },
  reasons: {
    STAFF: "Restricted: staff",
    RELATIVE: "Restricted: relative",
    VIP: "Restricted: public figure",
    PRISONER: "Restricted: prisoner",
    SECRET_BIRTH: "Restricted: secret birth",
  },
};
