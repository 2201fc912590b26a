/** Communes by their first letters, as suggestions of a field. */
import { findCommunes } from "../api/desk";
import type { CommuneView } from "../wire";
import type { Suggestion } from "./search_field";

const LEAST_LETTERS = 2;

export async function searchPlaces(letters: string): Promise<Suggestion<CommuneView>[]> {
  if (letters.trim().length < LEAST_LETTERS) return [];
  const found = await findCommunes(letters.trim());
  return found.map((commune) => ({
    key: commune.insee_code,
    label: commune.name,
    detail: commune.insee_code,
    value: commune,
  }));
}
