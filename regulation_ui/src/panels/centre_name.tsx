/** Centres by name, and the mark nobody may miss: this call or case is another centre's, worked here for it. */
import { useWords } from "../i18n/words";
import { worksFor } from "../live/centres";
import { useSelect, useSession } from "../live/store";

export function useCentreName(): (id: string) => string {
  const centres = useSelect((state) => state.directory.centres);
  return (id) => centres.find((centre) => centre.id === id)?.name ?? "";
}

/** Shown only where the right comes from a pool. */
export function ForCentre({ centreId }: { centreId: string }) {
  const words = useWords();
  const session = useSession();
  const name = useCentreName();
  if (!worksFor(session, centreId)) return null;
  return (
    <strong className="for-centre" data-testid="for-centre">
      {words.rooms.for_centre(name(centreId))}
    </strong>
  );
}
