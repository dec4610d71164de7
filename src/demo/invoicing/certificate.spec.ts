import { Certificate, MOST_TRIES } from './certificate.js';

/** The least that the algorithm takes. */
const CHEAP = { memoryCost: 1_024, timeCost: 2, parallelism: 1 };
const RIGHT = 'Right-passphrase-1';

describe('The passphrase of a certificate', () => {
  let certificate: Certificate;
  beforeEach(async () => {
    certificate = await Certificate.create(RIGHT, CHEAP);
  });

  const guessWrong = async (times: number): Promise<readonly number[]> => {
    const left: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const opening = await certificate.open(`wrong ${time}`);
      if (!opening.ok) left.push(opening.triesLeft);
    }
    return left;
  };

  it('opens it, and gives all tries back', async () => {
    expect(await guessWrong(MOST_TRIES - 1)).toEqual([4, 3, 2, 1]);
    expect(await certificate.open(RIGHT)).toEqual({ ok: true });
    expect(certificate.triesLeft).toBe(MOST_TRIES);
  });

  it('is of no use any more after the last wrong one', async () => {
    expect(await guessWrong(MOST_TRIES + 1)).toEqual([4, 3, 2, 1, 0, 0]);
    expect(await certificate.open(RIGHT)).toEqual({ ok: false, triesLeft: 0 });
    expect(certificate.lock).toBe(1);
  });

  it('Invariant: any number of guesses at the same time counts as many, and the lock is one', async () => {
    const openings = await Promise.all(Array.from({ length: 12 }, (_, at) => certificate.open(`wrong ${at}`)));
    expect(openings.map((opening) => !opening.ok && opening.triesLeft)).toEqual([4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(certificate.lock).toBe(1);
  });

  it('is replaced once for each lock, however many ask at the same time', async () => {
    await guessWrong(MOST_TRIES);
    const renewals = await Promise.all(['New-one-1', 'New-one-2'].map((text) => certificate.renew(1, text)));
    expect(renewals).toEqual(['renewed', 'not_for_this_lock']);
    expect(await certificate.open('New-one-1')).toEqual({ ok: true });
    expect(await certificate.open(RIGHT)).toEqual({ ok: false, triesLeft: MOST_TRIES - 1 });
  });

  it('is not replaced while it is not locked, nor under a later lock than the one that was to be ended', async () => {
    expect(await certificate.renew(0, 'New-one-1')).toBe('not_for_this_lock');
    await guessWrong(MOST_TRIES);
    await certificate.renew(1, 'New-one-1');
    await guessWrong(MOST_TRIES);
    expect(await certificate.renew(1, 'New-one-2')).toBe('not_for_this_lock');
    expect(certificate.lock).toBe(2);
  });

  it('is not replaced by a former one, and may then be replaced by another', async () => {
    await guessWrong(MOST_TRIES);
    expect(await certificate.renew(1, RIGHT)).toBe('used_before');
    expect(certificate.lock).toBe(1);
    expect(await certificate.renew(1, 'New-one-1')).toBe('renewed');
    await guessWrong(MOST_TRIES);
    expect(await certificate.renew(2, RIGHT)).toBe('used_before');
  });
});
