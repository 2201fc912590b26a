/** Zoom, whole region, and the legend of marks: the map's own controls, in the screen's design. */
import type { Map as LibreMap } from "maplibre-gl";
import { useCallback, useEffect, useState } from "react";
import { KindMark, VehicleMark } from "../design/mark";
import { useWords } from "../i18n/words";
import { VehicleStatus } from "../live/fleet";
import { useSelect, useStore } from "../live/store";
import { VehicleType } from "../wire";

const REGION_ZOOM_PADDING = 28;

export function MapTools({ map }: { map: LibreMap }) {
  const words = useWords();
  const communes = useSelect((state) => state.directory.communes);
  const [legend, setLegend] = useState(false);
  const whole = useCallback(() => {
    if (communes.length === 0) return;
    const lons = communes.map((commune) => commune.lon_deg);
    const lats = communes.map((commune) => commune.lat_deg);
    map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], {
      padding: REGION_ZOOM_PADDING,
      duration: 0,
    });
  }, [map, communes]);
  useEffect(whole, [whole]);
  useFollowCase(map);
  return (
    <div className="map-tools">
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
    <dl className="legend">
      {VehicleType.filter((type) => type !== "TSU.VSL").map((type) => (
        <div key={type}>
          <dt>
            <KindMark type={type} />
          </dt>
          <dd>{words.vehicle.types[type]}</dd>
        </div>
      ))}
      {VehicleStatus.map((status) => (
        <div key={status}>
          <dt>
            <VehicleMark type="TSU.AMB" status={status} />
          </dt>
          <dd>{words.vehicle.statuses[status]}</dd>
        </div>
      ))}
      <div>
        <dt>
          <VehicleMark type="TSU.AMB" status="available" stale />
        </dt>
        <dd>{words.vehicle.stale("> 2 min")}</dd>
      </div>
    </dl>
  );
}
