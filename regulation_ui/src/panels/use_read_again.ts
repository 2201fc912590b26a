/** What a page reads outside the live room: at once, then again so long after each answer, as long as the page is open. */
import { useEffect } from "react";
import { useAct } from "../live/act";

/** `read` is asked anew when it changes: give it a name that stays (`useCallback`). A refusal is shown, and asked again. */
export function useReadAgain(read: () => Promise<undefined>, everyMs: number): void {
  const act = useAct();
  useEffect(() => {
    let next: ReturnType<typeof setTimeout>;
    let left = false;
    const again = async () => {
      await act(read);
      if (!left) next = setTimeout(() => void again(), everyMs);
    };
    void again();
    return () => {
      left = true;
      clearTimeout(next);
    };
  }, [act, read, everyMs]);
}
