/** Open cases: a pin with its priority, its tip on the place. A place known by commune only says so by a ring. */
import type { Map as LibreMap } from "maplibre-gl";
import { isFinished } from "../live/room";
import type { State } from "../live/state";
import { type CaseView, Priority } from "../wire";
import { collection, type MapLayer, NOTHING, point, setData } from "./layer";
import type { Palette } from "./palette";
import { BOLD } from "./style";

const SOURCE = "cases";

export class CaseLayer implements MapLayer {
  private shown: { cases: ReadonlyMap<string, CaseView>; chosen: string | null } | null = null;

  add(map: LibreMap, palette: Palette): void {
    this.shown = null;
    map.addSource(SOURCE, { type: "geojson", data: NOTHING });
    map.addLayer({
      id: "case-chosen",
      type: "circle",
      source: SOURCE,
      filter: ["get", "chosen"],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 14, 12, 26],
        "circle-color": palette.accent,
        "circle-opacity": 0.14,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 1.5,
      },
    });
    map.addLayer({
      id: "cases",
      type: "symbol",
      source: SOURCE,
      layout: {
        "icon-image": ["get", "image"],
        "icon-anchor": "bottom",
        "icon-offset": [0, 4],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 6, 0.75, 10, 1],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "rank"],
        "text-field": ["step", ["zoom"], "", 9, ["get", "label"]],
        "text-font": [BOLD],
        "text-size": 11.5,
        "text-anchor": "left",
        "text-offset": [1.1, -1.5],
        "text-optional": true,
      },
      paint: { "text-color": palette.ink, "text-halo-color": palette["map-land"], "text-halo-width": 1.6 },
    });
  }

  update(map: LibreMap, state: State): void {
    const { caseId } = state.view;
    if (this.shown?.cases === state.cases && this.shown.chosen === caseId) return;
    this.shown = { cases: state.cases, chosen: caseId };
    setData(
      map,
      SOURCE,
      collection([...state.cases.values()].filter((row) => !isFinished(row)).flatMap((row) => feature(row, caseId))),
    );
  }
}

function feature(row: CaseView, chosen: string | null): GeoJSON.Feature[] {
  if (!row.place) return [];
  return [
    {
      type: "Feature",
      geometry: point(row.place.lon_deg, row.place.lat_deg),
      properties: {
        case_id: row.id,
        image: `case:${row.priority}`,
        label: row.motive ?? "",
        rank: Priority.length - Priority.indexOf(row.priority),
        chosen: row.id === chosen,
      },
    },
  ];
}
