/**
 * Commands on one case leave in the order they were given, one at a time. Keys are pressed faster than answers come: without this, the
 * second key would carry a version that one's own first key has just outdated, and be refused as a change by somebody else.
 */

const lastAnswered = new Map<string, Promise<number | null>>();

/**
 * Runs `send` once the command before it on the same case has been answered. `send` is given the version that answer brought, or null
 * when nothing was under way or it was refused: what somebody else changed meanwhile is still refused.
 */
export function inTurn<Row extends { version: number }>(
  caseId: string,
  send: (answered: number | null) => Promise<Row>,
): Promise<Row> {
  const sent = (lastAnswered.get(caseId) ?? Promise.resolve(null)).then(send);
  const answered = sent.then(
    (row) => row.version,
    () => null,
  );
  lastAnswered.set(caseId, answered);
  void answered.then(() => {
    if (lastAnswered.get(caseId) === answered) lastAnswered.delete(caseId);
  });
  return sent;
}
