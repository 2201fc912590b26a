/** What every centre has to do and who is there, in figures. */
import { useWords } from "../i18n/words";
import { clockSpan } from "../live/age";
import { ownCentres } from "../live/centres";
import { useNow, useSession } from "../live/store";
import type { LoadView } from "../wire";
import { useCentreName } from "./centre_name";

export function Loads({ loads }: { loads: LoadView[] }) {
  const words = useWords();
  const name = useCentreName();
  const own = ownCentres(useSession());
  return (
    <section>
      <h2>{words.rooms.loads}</h2>
      <table className="loads" data-testid="loads">
        <thead>
          <tr>
            <th scope="col">{words.rooms.centre}</th>
            <th scope="col">{words.rooms.ringing}</th>
            <th scope="col">{words.rooms.waiting}</th>
            <th scope="col">{words.rooms.call_takers}</th>
            <th scope="col">{words.rooms.doctors}</th>
          </tr>
        </thead>
        <tbody>
          {loads.map((load) => (
            <tr key={load.centre_id} data-testid="load" data-id={load.centre_id}>
              <th scope="row">
                {name(load.centre_id)}
                {own.has(load.centre_id) && <small>{words.rooms.mine}</small>}
              </th>
              <Count count={load.ringing} since={load.ringing_since} />
              <Count count={load.waiting} since={load.waiting_since} />
              <td className={load.call_takers === 0 ? "nobody" : ""}>{load.call_takers}</td>
              <td className={load.doctors === 0 ? "nobody" : ""}>{load.doctors}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Count({ count, since }: { count: number; since: string | null }) {
  const words = useWords();
  const now = useNow();
  return (
    <td>
      {count}
      {since && <small>{`${words.rooms.oldest} ${clockSpan(now - Date.parse(since))}`}</small>}
    </td>
  );
}
