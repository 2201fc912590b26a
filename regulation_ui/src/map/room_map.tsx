/** The live map: made once, re-styled by theme, fed at most ten times a second. */
import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/words";
import { useSelect, useStore } from "../live/store";
import { timed } from "../live/timing";
import type { Viewport } from "../wire";
import { CaseLayer } from "./cases";
import { CountryLayer } from "./country";
import { MapCredit } from "./credit";
import { FacilityLayer } from "./facilities";
import { addImages } from "./images";
import type { MapLayer } from "./layer";
import { LinkLayer } from "./links";
import { MapTools, REGION } from "./map_tools";
import { readPalette } from "./palette";
import { baseStyle } from "./style";
import { TrailLayer } from "./trail";
import { VehicleCard } from "./vehicle_card";
import { VehicleLayer } from "./vehicles";

maplibregl.setWorkerUrl(workerUrl);

const TICK_MS = 100;
/** As far as the neighbours' land is drawn. */
const AROUND: maplibregl.LngLatBoundsLike = [
  [-6, 46.8],
  [5.5, 51.6],
];

interface Props {
  onLook: (viewport: Viewport) => void;
  onMap: (map: maplibregl.Map) => void;
}

export function RoomMap({ onLook, onMap }: Props) {
  const store = useStore();
  const words = useWords();
  const theme = useSelect((state) => state.view.theme);
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibregl.Map | null>(null);
  const [hover, setHover] = useState<{ id: string; x: number; y: number } | null>(null);

  useEffect(() => {
    if (!frame.current) return;
    const made = new maplibregl.Map({
      container: frame.current,
      style: baseStyle(readPalette()),
      bounds: REGION,
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 17,
      minZoom: 6,
      maxBounds: AROUND,
    });
    made.keyboard.disableRotation();
    made.on("moveend", () => onLook(viewportOf(made)));
    setMap(made);
    onMap(made);
    return () => made.remove();
  }, [onLook, onMap]);

  useEffect(() => {
    map?.getCanvas().setAttribute("aria-label", words.map.canvas);
  }, [map, words]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is read from the page, whose colours follow the theme
  useEffect(() => {
    if (!map) return;
    const country = new CountryLayer();
    const layers: MapLayer[] = [
      country,
      new FacilityLayer(),
      new TrailLayer(),
      new LinkLayer(),
      new VehicleLayer(),
      new CaseLayer(),
    ];
    let ready = false;
    let due: ReturnType<typeof setTimeout> | undefined;
    const feed = (force: boolean) => {
      due = undefined;
      if (!ready) return;
      timed("rramu.draw", () => {
        for (const layer of layers) layer.update(map, store.state, force);
      });
    };
    const later = () => {
      due ??= setTimeout(() => feed(false), TICK_MS);
    };
    const palette = readPalette();
    const fill = () => {
      addImages(map, palette);
      for (const layer of layers) layer.add(map, palette);
      ready = true;
      feed(true);
    };
    const all = () => feed(true);
    const onError = (event: maplibregl.ErrorEvent & { sourceId?: string }) => {
      console.error(event.error);
      if (event.sourceId) country.lost(event.sourceId);
    };
    map.on("error", onError);
    map.once("style.load", fill);
    map.setStyle(baseStyle(palette), { diff: false });
    map.on("moveend", all);
    const leave = store.subscribe(later);
    return () => {
      leave();
      clearTimeout(due);
      map.off("moveend", all);
      map.off("error", onError);
      map.off("style.load", fill);
    };
  }, [map, store, theme]);

  useEffect(() => {
    if (!map) return;
    // The mark drawn on top is the one meant: pins over vehicles.
    const under = (event: maplibregl.MapMouseEvent) =>
      map.getLayer("cases")
        ? map.queryRenderedFeatures(around(event.point), { layers: ["cases", "vehicles"] })[0]
        : undefined;
    const onClick = (event: maplibregl.MapMouseEvent) => {
      const mark = under(event);
      if (mark?.layer.id === "cases")
        store.dispatch({ type: "view", view: { caseId: String(mark.properties.case_id) } });
      else store.dispatch({ type: "view", view: { vehicleId: mark ? String(mark.properties.vehicle_id) : null } });
    };
    const onMove = (event: maplibregl.MapMouseEvent) => {
      const mark = under(event);
      map.getCanvas().style.cursor = mark ? "pointer" : "";
      setHover(
        mark?.layer.id === "vehicles"
          ? { id: String(mark.properties.vehicle_id), x: event.point.x, y: event.point.y }
          : null,
      );
    };
    const onOut = () => setHover(null);
    map.on("click", onClick);
    map.on("mousemove", onMove);
    map.on("mouseout", onOut);
    return () => {
      map.off("click", onClick);
      map.off("mousemove", onMove);
      map.off("mouseout", onOut);
    };
  }, [map, store]);

  return (
    <section className="map" aria-label={words.bar.regions.map} data-testid="map">
      <div className="map-canvas" ref={frame} />
      {map && <MapTools map={map} />}
      {hover && <VehicleCard id={hover.id} floating={hover} />}
      <MapCredit />
    </section>
  );
}

/** A finger's width around the pointer. */
function around(point: maplibregl.Point): [maplibregl.PointLike, maplibregl.PointLike] {
  return [
    [point.x - 4, point.y - 4],
    [point.x + 4, point.y + 4],
  ];
}

function viewportOf(map: maplibregl.Map): Viewport {
  const bounds = map.getBounds();
  return {
    west_deg: bounds.getWest(),
    south_deg: bounds.getSouth(),
    east_deg: bounds.getEast(),
    north_deg: bounds.getNorth(),
  };
}
