import { Turns } from './turns.js';

describe('Turns', () => {
  it('let so many go at once, and the others after them in their order', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((at) =>
      turns.take(async () => {
        begun.push(at);
        await new Promise<void>((end) => ends.push(end));
      }),
    );
    expect([begun, turns.waiting]).toEqual([[0, 1], 2]);
    ends[1]!();
    await all[1];
    expect([begun, turns.waiting]).toEqual([[0, 1, 2], 1]);
    ends[0]!();
    await all[0];
    expect([begun, turns.waiting]).toEqual([[0, 1, 2, 3], 0]);
    ends[2]!();
    ends[3]!();
    await Promise.all(all);
  });

  it('go on after one that failed', async () => {
    const turns = new Turns(1);
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await turns.take(() => Promise.resolve('again'))).toBe('again');
  });
});
