import { randomUUID } from 'node:crypto';
import type { Subject } from './store-under-test.js';

const MINUTE = 60_000;
const AT_ONCE = 50;

/** Small things with an end. */
export function describeDocuments(subject: Subject): void {
  const newKey = (): string => `seen:${randomUUID()}`;

  it('has nothing under a key where nothing was put', async () => {
    expect(await subject().documents.get(newKey())).toBeUndefined();
  });

  it('keeps the last of what was put, for its life', async () => {
    const key = newKey();
    await subject().documents.put(key, 'first', MINUTE);
    await subject().documents.put(key, 'second {"and":"any text, 也行"}', 2 * MINUTE);
    expect(await subject().documents.get(key)).toBe('second {"and":"any text, 也行"}');
    await subject().expectLife(key, 2 * MINUTE, () => subject().documents.get(key));
  });

  it('keeps an empty text as one', async () => {
    const key = newKey();
    await subject().documents.put(key, '', MINUTE);
    expect(await subject().documents.get(key)).toBe('');
    expect(await subject().documents.putIfAbsent(key, 'late', MINUTE)).toBe(false);
  });

  it('leaves what is there when it was to be put only if nothing was', async () => {
    const key = newKey();
    expect(await subject().documents.putIfAbsent(key, 'first', MINUTE)).toBe(true);
    expect(await subject().documents.putIfAbsent(key, 'second', 10 * MINUTE)).toBe(false);
    expect(await subject().documents.get(key)).toBe('first');
    await subject().expectLife(key, MINUTE, () => subject().documents.get(key));
  });

  it('has a free key again once it is deleted', async () => {
    const key = newKey();
    await subject().documents.put(key, 'first', MINUTE);
    await subject().documents.delete(key);
    expect(await subject().documents.get(key)).toBeUndefined();
    expect(await subject().documents.putIfAbsent(key, 'second', MINUTE)).toBe(true);
    await subject().documents.delete(newKey());
  });

  it('Invariant: of 50 at once exactly one finds the key free', async () => {
    for (let round = 0; round < 20; round++) {
      const key = newKey();
      const told = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => subject().documents.putIfAbsent(key, String(index), MINUTE)),
      );
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await subject().documents.get(key)).toBe(String(told.indexOf(true)));
    }
  });
}
