/** Les mots des dossiers restreints, en français. */
export const frRestricted = {
  title: "Dossier restreint",
  hint: "Identité, lieu et motif sont masqués. Dites pourquoi vous l'ouvrez : le motif reste au journal, l'ouverture ne vaut que pour vous et pour un temps.",
  words: "Précision",
  choose: "Restreindre l'accès au dossier",
  apply: "Appliquer",
  none: "Accès ordinaire",
  motives: {
    REGULATES: "Je le régule",
    FOLLOWS_UP: "Je suis sa mission",
    RELIEVES: "Je prends la relève",
    CHECKS: "Contrôle",
  },
  reasons: {
    STAFF: "Restreint : personnel",
    RELATIVE: "Restreint : proche",
    VIP: "Restreint : personnalité",
    PRISONER: "Restreint : détenu",
    SECRET_BIRTH: "Restreint : accouchement secret",
  },
};
