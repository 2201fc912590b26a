/** Who is at which post of the centres one supervises, and freeing a post somebody has left. */
import { endPost } from "../api/centres";
import { useWords } from "../i18n/words";
import { useSession } from "../live/store";
import type { PostView } from "../wire";
import { useCentreName } from "./centre_name";
import { useTime } from "./use_time";

interface Props {
  posts: PostView[];
  onChange: (work: () => Promise<unknown>) => void;
}

export function Posts({ posts, onChange }: Props) {
  const words = useWords();
  const session = useSession();
  const name = useCentreName();
  const time = useTime();
  return (
    <section>
      <h2>{words.rooms.posts}</h2>
      <p className="dim">{words.rooms.end_post_hint}</p>
      {posts.length === 0 && <p className="dim">{words.rooms.posts_none}</p>}
      <ul className="sessions" data-testid="posts">
        {posts.map((post) => (
          <li key={`${post.account_id} ${post.centre_id} ${post.role} ${post.held_at}`} data-testid="post-row">
            <span>
              <strong>{`${words.roles[post.role]} · ${post.name}`}</strong>
              <small>
                {[
                  name(post.centre_id),
                  post.held_at && words.rooms.from_centre(name(post.held_at)),
                  post.since ? words.rooms.since(time(post.since)) : words.rooms.signed_in(time(post.signed_in_at)),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            {post.held_at === null && post.account_id !== session.account_id && (
              <button
                type="button"
                className="button"
                aria-label={words.rooms.end_post_of(post.name)}
                onClick={() => onChange(() => endPost(post.centre_id, post.account_id))}
                data-testid="post-end"
              >
                {words.rooms.end_post}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
