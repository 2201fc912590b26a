/** Zoom, whole region, and the legend of marks: the map's own controls, in the screen's design. */
import type { Map as LibreMap, LngLatBoundsLike } from "maplibre-gl";
import { type ReactNode, useEffect, useState } from "react";
import { KindMark, PlaceMark, VehicleMark } from "../design/mark";
import { PLACE_KINDS } from "../design/marks";
import { useWords } from "../i18n/words";
import { VehicleStatus } from "../live/fleet";
import { useSelect, useStore } from "../live/store";
import { VehicleType } from "../wire";
import { GoTo } from "./go_to";

/** The whole region, in degrees. */
export const REGION: LngLatBoundsLike = [
  [-1.95, 48.18],
  [1.81, 50.08],
];
const PADDING_PX = 24;

export function MapTools({ map }: { map: LibreMap }) {
  const words = useWords();
  const [legend, setLegend] = useState(false);
  const whole = () => map.fitBounds(REGION, { padding: PADDING_PX, duration: 0 });
  useFollowCase(map);
  return (
    <div className="map-tools">
      <GoTo map={map} />
      <button type="button" className="map-button" onClick={() => map.zoomIn()} title={words.map.zoom_in}>
        +
      </button>
      <button type="button" className="map-button" onClick={() => map.zoomOut()} title={words.map.zoom_out}>
        −
      </button>
      <button type="button" className="map-button" onClick={whole} title={words.map.whole}>
        ⤢
      </button>
      <button
        type="button"
        className="map-button wide"
        aria-expanded={legend}
        onClick={() => setLegend(!legend)}
        data-testid="legend"
      >
        {words.vehicle.legend}
      </button>
      {legend && <Legend />}
    </div>
  );
}

/** Brings the place of the case looked at into view, without moving a map that already shows it. */
function useFollowCase(map: LibreMap) {
  const store = useStore();
  const caseId = useSelect((state) => state.view.caseId);
  const placed = useSelect((state) => (state.view.caseId ? state.cases.get(state.view.caseId)?.place?.label : null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `placed` changes when the case gets a place, or another one
  useEffect(() => {
    const place = caseId ? store.state.cases.get(caseId)?.place : null;
    if (!place || map.getBounds().contains([place.lon_deg, place.lat_deg])) return;
    map.easeTo({ center: [place.lon_deg, place.lat_deg], duration: 300 });
  }, [map, store, caseId, placed]);
}

function Legend() {
  const words = useWords();
  return (
    <div className="legend">
      <dl>
        {VehicleType.filter((type) => type !== "TSU.VSL").map((type) => (
          <Meaning key={type} mark={<KindMark type={type} />} words={words.vehicle.types[type]} />
        ))}
        {PLACE_KINDS.map((kind) => (
          <Meaning key={kind} mark={<PlaceMark kind={kind} />} words={words.map.places[kind]} />
        ))}
      </dl>
      <dl>
        {VehicleStatus.map((status) => (
          <Meaning
            key={status}
            mark={<VehicleMark type="TSU.AMB" status={status} />}
            words={words.vehicle.statuses[status]}
          />
        ))}
        <Meaning
          mark={<VehicleMark type="TSU.AMB" status="available" stale />}
          words={words.vehicle.stale("> 2 min")}
        />
      </dl>
    </div>
  );
}

function Meaning({ mark, words }: { mark: ReactNode; words: string }) {
  return (
    <div>
      <dt>{mark}</dt>
      <dd>{words}</dd>
    </div>
  );
}
