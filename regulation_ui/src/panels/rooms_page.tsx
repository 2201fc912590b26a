/** The supervisor's page between centres: alarms, load, pools, posts, read again every few seconds (not in the live room); conventions. */
import { useCallback, useState } from "react";
import { readLoads, readPools, readPosts } from "../api/centres";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import type { LoadView, PoolView, PostView } from "../wire";
import { Conventions } from "./conventions";
import { P0Strip } from "./notices";
import { PeoplePage } from "./people_page";
import { ReliefStrip } from "./relief_strip";
import { Loads } from "./rooms_loads";
import { Pools } from "./rooms_pools";
import { Posts } from "./rooms_posts";
import { TransferStrip } from "./transfer_strip";
import { useReadAgain } from "./use_read_again";

const READ_AGAIN_MS = 5000;

interface Rooms {
  loads: LoadView[];
  pools: PoolView[];
  posts: PostView[];
}

export function RoomsPage() {
  const words = useWords();
  const act = useAct();
  const [rooms, setRooms] = useState<Rooms>({ loads: [], pools: [], posts: [] });
  const read = useCallback(async () => {
    const [loads, pools, posts] = await Promise.all([readLoads(), readPools(), readPosts()]);
    setRooms({ loads, pools, posts });
    return undefined;
  }, []);
  useReadAgain(read, READ_AGAIN_MS);
  const changed = (work: () => Promise<unknown>) =>
    void act(async () => {
      await work();
      return read();
    });
  return (
    <PeoplePage title={words.rooms.title}>
      <div className="notices" data-testid="rooms">
        <P0Strip />
        <TransferStrip />
        <ReliefStrip />
      </div>
      <Loads loads={rooms.loads} />
      <Pools pools={rooms.pools} onChange={changed} />
      <Posts posts={rooms.posts} onChange={changed} />
      <div>
        <h2>{words.centres.conventions}</h2>
        <Conventions />
      </div>
    </PeoplePage>
  );
}
