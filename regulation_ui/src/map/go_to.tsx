/** Jump to a commune by its first letters; then the arrows are the map's. */
import type { Map as LibreMap } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { searchPlaces } from "../panels/places";
import { SearchField } from "../panels/search_field";
import type { CommuneView } from "../wire";

const COMMUNE_ZOOM = 11.5;

export function GoTo({ map }: { map: LibreMap }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  const go = (commune: CommuneView) => {
    setOpen(false);
    map.jumpTo({
      center: [commune.lon_deg, commune.lat_deg],
      zoom: Math.max(map.getZoom(), COMMUNE_ZOOM),
    });
    map.getCanvas().focus();
  };
  if (!open)
    return <KeyButton label={words.map.go_to} chord="g" look="quiet" testid="go-to" onPress={() => setOpen(true)} />;
  return (
    <search className="map-go-to" onBlur={() => setOpen(false)}>
      <SearchField
        label={words.map.go_to}
        value={null}
        placeholder={words.map.go_to_search}
        search={searchPlaces}
        onPick={go}
        inputRef={field}
        testid="go-to-field"
      />
    </search>
  );
}
