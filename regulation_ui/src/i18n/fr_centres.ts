/** Entre centres : transfert, partage, signalement. */
import type { TransferMotive, TransferRefusal } from "../wire";

const motives: Record<TransferMotive, string> = {
  OTHER_SECTOR: "hors secteur",
  OVERFLOW: "débordement",
  SPECIALTY: "plateau technique",
  KNOWN_THERE: "suivi là-bas",
};
const refusals: Record<TransferRefusal, string> = {
  NOT_OURS: "pas de notre ressort",
  NO_CAPACITY: "plus de capacité",
  ENGAGE_FIRST: "engagez d’abord",
};

export const frCentres = {
  incoming: (centre: string) => `Transfert proposé par ${centre}`,
  outgoing: (centre: string) => `Transfert proposé à ${centre}`,
  on_line: "appelant en ligne",
  still_yours: "vous restez responsable",
  unanswered: "sans réponse",
  accept: "Prendre le dossier",
  accept_call: "Prendre le dossier et l’appel",
  refuse: "Refuser…",
  take_back: "Reprendre",
  transfer: "Passer à un centre",
  to: "Centre destinataire",
  why: "Raison du transfert",
  read_by: (centres: string) => `Lu aussi par ${centres}`,
  owned_by: (centre: string) => `Dossier de ${centre} : lecture seule`,
  hint: (centre: string, minute: string, family: string) =>
    `${centre} a ouvert un dossier proche à ${minute}${family && ` (${family})`}`,
  motives,
  refusals,
};
