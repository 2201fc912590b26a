/** The corner of the map: whose data it is, and what of it is not the real world. */
import { useWords } from "../i18n/words";
import { useSelect } from "../live/store";
import { credits } from "./country";

export function MapCredit() {
  const words = useWords();
  const layers = useSelect((state) => state.directory.geo);
  const invented = layers.some((layer) => layer.name === "roads" && layer.synthetic);
  return (
    <p className="map-credit" data-testid="map-credit">
      {invented && <strong data-testid="synthetic-roads">{words.map.synthetic_roads}</strong>}
      {credits(layers).map((credit) => (
        <span key={credit}>{credit}</span>
      ))}
    </p>
  );
}
