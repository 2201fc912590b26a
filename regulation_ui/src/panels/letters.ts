/** Finding by first letters of words, whatever the accents. Pure. */

export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replaceAll("œ", "oe")
    .toLowerCase();
}

/** 0: starts with the letters; 1: a later word does; null: neither. Several words typed must each start one. */
export function matchRank(text: string, letters: string): number | null {
  const hay = plain(text);
  const wanted = plain(letters).trim();
  if (wanted === "" || hay.startsWith(wanted)) return 0;
  const starts = hay.split(/[^a-z0-9]+/);
  return wanted.split(/\s+/).every((part) => starts.some((word) => word.startsWith(part))) ? 1 : null;
}

export function bestMatches<Item>(
  items: readonly Item[],
  read: (item: Item) => string,
  letters: string,
  limit = 8,
): Item[] {
  return items
    .flatMap((item) => {
      const rank = matchRank(read(item), letters);
      return rank === null ? [] : [{ item, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ item }) => item);
}
