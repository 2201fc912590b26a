/** The page: the door while nobody is signed in, else the desk. */
import type { Map as LibreMap } from "maplibre-gl";
import { useEffect } from "react";
import { wordsOf } from "./i18n/words";
import { useSelect } from "./live/store";
import { Access } from "./panels/access";
import { Desk } from "./panels/desk";
import { SignIn } from "./panels/sign_in";
import type { Viewport } from "./wire";

interface Props {
  onLook: (viewport: Viewport) => void;
  onMap: (map: LibreMap) => void;
}

export function App({ onLook, onMap }: Props) {
  const session = useSelect((state) => state.session);
  const theme = useSelect((state) => state.view.theme);
  const language = useSelect((state) => state.view.language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `RRAMU · ${wordsOf(language).product}`;
  }, [language]);
  if (document.documentElement.dataset.theme !== theme) document.documentElement.dataset.theme = theme;
  if (location.pathname === "/access") return <Access />;
  if (session === "unknown") return <p className="no-room">{wordsOf(language).link.connecting}</p>;
  return session === null ? <SignIn /> : <Desk onLook={onLook} onMap={onMap} />;
}
