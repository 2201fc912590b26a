/** Starts the page: one store, one live connection while somebody is signed in, one React root. */
import "@fontsource/ibm-plex-sans/latin-400.css";
import "@fontsource/ibm-plex-sans/latin-500.css";
import "@fontsource/ibm-plex-sans/latin-600.css";
import "@fontsource/ibm-plex-sans-condensed/latin-500.css";
import "@fontsource/ibm-plex-sans-condensed/latin-600.css";
import "./design/tokens.css";
import "./design/base.css";
import "./design/controls.css";
import "./design/desk.css";
import "./design/notices.css";
import "./design/queue.css";
import "./design/case.css";
import "./design/entries.css";
import "./design/engage.css";
import "./design/missions.css";
import "./design/centres.css";
import "./design/relief.css";
import "./design/rooms.css";
import "./design/map.css";
import "./design/past.css";
import "./design/door.css";
import "./design/people.css";
import "./design/partners.css";
import type { Map as LibreMap } from "maplibre-gl";
import { createRoot } from "react-dom/client";
import { centres, facilities, geoLayers, motives, readClock, resume } from "./api/desk";
import { App } from "./app";
import { Keyboard } from "./keys/keys";
import { firstQueue, may } from "./live/room";
import { type Line, LiveSocket } from "./live/socket";
import { emptyState, type State } from "./live/state";
import { Store, StoreContext } from "./live/store";
import { EventLine } from "./live/stream";
import { keepPreferences, preferences } from "./preferences";
import type { Viewport } from "./wire";

declare global {
  interface Window {
    /** For browser tests, read only: the state, and the map to ask where a marker is. See docs/screen-design.md. */
    rramu: { state: () => State; map: LibreMap | null };
  }
}

/** Above this many vehicles the screen asks only for those in view; below, it knows the whole region. */
const WHOLE_REGION_VEHICLES = 3000;
const TICK_MS = 250;
const BEGIN_AGAIN_MS = 2000;
const ASK_AGAIN_MS = 5000;

const { theme, language } = preferences();
const store = new Store(emptyState(theme, language));
let map: LibreMap | null = null;
window.rramu = Object.freeze({
  state: () => store.state,
  get map() {
    return map;
  },
});

const socket = new LiveSocket({
  open: (carrier) =>
    carrier === "events"
      ? new EventLine("/live/stream")
      : (new WebSocket(new URL("/api/live", location.href.replace(/^http/, "ws"))) as Line),
  hear: store.dispatch,
  link: (link) => {
    store.dispatch({ type: "link", link });
    if (link === "live") void readDirectory();
  },
  doubt: () =>
    void resume().then(
      (session) => store.dispatch({ type: "session", session }),
      () => undefined,
    ),
});
window.addEventListener("online", () => socket.hurry());
setInterval(() => store.dispatch({ type: "tick" }), TICK_MS);

/** Asked for at each connection; what got no answer is asked again while the connection holds. */
async function readDirectory(): Promise<void> {
  const read = async <Row,>(name: string, ask: () => Promise<Row[]>): Promise<void> => {
    try {
      store.dispatch({ type: "directory", directory: { [name]: await ask() } });
    } catch {
      setTimeout(() => store.state.link === "live" && void read(name, ask), ASK_AGAIN_MS);
    }
  };
  await Promise.allSettled([
    read("centres", centres),
    read("facilities", facilities),
    read("geo", geoLayers),
    read("motives", motives),
    readClock().then((clock) => store.dispatch({ type: "instance", clock })),
  ]);
}

let signedIn: string | null = null;
store.subscribe(() => {
  keepPreferences(store.state.view);
  const { session } = store.state;
  if (session === "unknown" || (session?.account_id ?? null) === signedIn) return;
  signedIn = session?.account_id ?? null;
  if (!session) return socket.stop();
  const [right] = session.rights;
  store.dispatch({ type: "view", view: { queue: firstQueue(right?.role ?? "ARM") } });
  if (may(session, "live.watch")) socket.start();
  else void readClock().then((clock) => store.dispatch({ type: "instance", clock }));
});

/** A server away at the start is no sign-out: ask until it answers. */
function begin(): void {
  resume().then(
    (session) => store.dispatch({ type: "session", session }),
    () => setTimeout(begin, BEGIN_AGAIN_MS),
  );
}
begin();

const onLook = (viewport: Viewport) => {
  if (store.state.vehicles.size > WHOLE_REGION_VEHICLES) socket.look(viewport);
};
const onMap = (made: LibreMap) => {
  map = made;
};

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StoreContext value={store}>
    <Keyboard>
      <App onLook={onLook} onMap={onMap} />
    </Keyboard>
  </StoreContext>,
);
