/** Entre centres : transfert, partage, moyens, conventions, signalement. */
import type { HelpRefusal, TransferMotive, TransferRefusal } from "../wire";

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
const helpRefusals: Record<HelpRefusal, string> = {
  COVER: "secteur à couvrir",
  NOT_READY: "équipage non disponible",
  BETTER_PLACED: "un autre moyen est plus proche",
};

export const frCentres = {
  incoming: (centre: string) => `Transfert proposé par ${centre}`,
  outgoing: (centre: string) => `Transfert proposé à ${centre}`,
  on_line: "appelant en ligne",
  still_yours: "vous restez responsable",
  unanswered: "sans réponse",
  accept: "Prendre le dossier",
  accept_call: "Prendre le dossier et l’appel",
  refuse: "Refuser",
  refusal: "Motif du refus",
  hand_over: "Passer",
  help_asked_by: (centre: string, vehicle: string) => `${centre} demande ${vehicle}`,
  help_asked_of: (centre: string, vehicle: string) => `${vehicle} demandé à ${centre}`,
  lend: (vehicle: string) => `Engager ${vehicle}`,
  to_ask: (centre: string) => `à demander à CRRA ${centre}`,
  ask: (centre: string) => `Demander à CRRA ${centre}`,
  transfer_refused: (centre: string, why: string) => `${centre} a refusé le dossier : ${why}`,
  help_refused: (centre: string, vehicle: string, why: string) => `${centre} a refusé ${vehicle} : ${why}`,
  conventions_open: "Conventions",
  conventions: "Conventions entre centres",
  conventions_hint: "Le centre désigné engage ces moyens sans demander.",
  conventions_none: "Aucune convention : les moyens d’un autre centre se demandent.",
  convention: (by: string, means: string, whose: string) => `${by} peut engager : ${means} de ${whose}`,
  convention_since: (when: string) => `depuis ${when}`,
  convention_until: (when: string) => `terminée ${when}`,
  convention_begin: "Ouvrir",
  convention_end: "Mettre fin",
  convention_by: "Centre qui engage",
  convention_whose: "Moyens de",
  convention_means: "Type de moyen",
  help_refusals: helpRefusals,
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
