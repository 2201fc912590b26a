import { expect, test } from "vitest";
import { inTurn } from "./turn";

/** A server that answers when told to. */
function slow() {
  const heard: (number | null)[] = [];
  const answers: { take: (version: number) => void; refuse: () => void }[] = [];
  const send = (answered: number | null) => {
    heard.push(answered);
    return new Promise<{ version: number }>((resolve, reject) => {
      answers.push({ take: (version) => resolve({ version }), refuse: () => reject(new Error("refused")) });
    });
  };
  return { heard, answers, send };
}

const settle = () => new Promise((done) => setTimeout(done));

test("a second key waits for the first and goes on its version", async () => {
  const { heard, answers, send } = slow();
  const first = inTurn("case-1", send);
  const second = inTurn("case-1", send);
  await settle();
  expect(heard).toEqual([null]);
  answers[0]?.take(5);
  await first;
  await settle();
  expect(heard).toEqual([null, 5]);
  answers[1]?.take(6);
  expect(await second).toEqual({ version: 6 });
});

test("after a refusal the next key goes on the version its author saw", async () => {
  const { heard, answers, send } = slow();
  const first = inTurn("case-2", send);
  const second = inTurn("case-2", send);
  await settle();
  answers[0]?.refuse();
  await expect(first).rejects.toThrow("refused");
  await settle();
  expect(heard).toEqual([null, null]);
  answers[1]?.take(9);
  await second;
});

test("cases do not wait for each other", async () => {
  const { heard, answers, send } = slow();
  const all = [inTurn("case-3", send), inTurn("case-4", send)];
  await settle();
  expect(heard).toEqual([null, null]);
  for (const answer of answers) answer.take(1);
  await Promise.all(all);
});
