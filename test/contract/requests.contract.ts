import { randomUUID } from 'node:crypto';
import type { Subject } from './store-under-test.js';

const MINUTE = 60_000;
const MOST = 5;

/** Where to look for what a phone has not decided. */
export function describeRequests(subject: Subject): void {
  const list = (phone: string): Promise<readonly string[]> => subject().requests.list(phone);

  it('knows nothing of a phone that claimed nothing', async () => {
    expect(await list(randomUUID())).toEqual([]);
  });

  it('lists the newest first, each once', async () => {
    const [phone, other] = [randomUUID(), randomUUID()];
    for (const sessionId of ['A', 'B', 'A', 'C']) await subject().requests.add(phone, sessionId, MINUTE);
    await subject().requests.add(other, 'D', MINUTE);
    expect(await list(phone)).toEqual(['C', 'A', 'B']);
    expect(await list(other)).toEqual(['D']);
  });

  it('lives from the latest on', async () => {
    const phone = randomUUID();
    await subject().requests.add(phone, 'A', MINUTE);
    await subject().requests.add(phone, 'B', 2 * MINUTE);
    const found = async (): Promise<unknown> => ((await list(phone)).length > 0 ? true : undefined);
    await subject().expectLife(phone, 2 * MINUTE, found);
  });

  it('makes room: whoever claims without end fills nothing', async () => {
    const phone = randomUUID();
    for (let index = 0; index < MOST + 5; index += 1) await subject().requests.add(phone, String(index), MINUTE);
    const kept = await list(phone);
    expect(kept).toHaveLength(MOST);
    expect(kept[0]).toBe(String(MOST + 4));
  });
}
