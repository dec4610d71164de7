import { randomUUID } from 'node:crypto';
import type { Subject } from './store-under-test.js';

const MINUTE = 60_000;
const MOST = 5;

/** Where to look for what a phone has not decided, what was sent to a person, what they are signed in on. */
export function describeIndex(subject: Subject): void {
  const list = (word: string): Promise<readonly string[]> => subject().index.list(word);
  const add = (word: string, sessionId: string, lifeMs = MINUTE): Promise<readonly string[]> =>
    subject().index.add(word, sessionId, lifeMs, MOST);

  it('knows nothing of a word that leads nowhere', async () => {
    expect(await list(randomUUID())).toEqual([]);
  });

  it('lists the newest first, each once', async () => {
    const [word, other] = [randomUUID(), randomUUID()];
    for (const sessionId of ['A', 'B', 'A', 'C']) await add(word, sessionId);
    await add(other, 'D');
    expect(await list(word)).toEqual(['C', 'A', 'B']);
    expect(await list(other)).toEqual(['D']);
  });

  it('forgets one of them, and what was never there as well', async () => {
    const word = randomUUID();
    for (const sessionId of ['A', 'B', 'C']) await add(word, sessionId);
    for (const sessionId of ['B', 'X']) await subject().index.remove(word, sessionId);
    expect(await list(word)).toEqual(['C', 'A']);
  });

  it.each([
    ['the later', MINUTE, 2 * MINUTE],
    ['the earlier', 2 * MINUTE, MINUTE],
  ])('lives as long as the longest of them, be it %s', async (_, firstMs, secondMs) => {
    const word = randomUUID();
    await add(word, 'A', firstMs);
    await add(word, 'B', secondMs);
    const found = async (): Promise<unknown> => ((await list(word)).length > 0 ? true : undefined);
    await subject().expectLife(word, 2 * MINUTE, found);
  });

  it('makes room: whoever claims without end fills nothing', async () => {
    const word = randomUUID();
    const out: string[] = [];
    for (let index = 0; index < MOST + 5; index += 1) out.push(...(await add(word, String(index))));
    expect(out).toEqual(['0', '1', '2', '3', '4']);
    const kept = await list(word);
    expect(kept).toHaveLength(MOST);
    expect(kept[0]).toBe(String(MOST + 4));
  });
}
