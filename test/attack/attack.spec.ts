import { ATTACKS, requestsOf, runAttacks } from '@saoma/attack';
import { type AttackedBroker, startAttacked } from './attacked-broker.js';
import { serverOf } from './mutant.js';

/** As good as more: what is random passes with any number. */
const LEAST_SAMPLES = 100;

/** Those whose page shows a code, is approved, or comes home: what a key and the digits are in the way of. */
const BY_PAGE = ['unbound-session', 'reusable-code', 'subject-in-body', 'replayed-approval', 'replayed-code'];

describe('The broker withstands', () => {
  let attacked: AttackedBroker;
  let requests = 0;

  beforeAll(async () => {
    attacked = await startAttacked();
    const server = serverOf(attacked);
    server.on('request', () => (requests += 1));
    server.on('upgrade', () => (requests += 1));
  });

  afterAll(() => attacked.close());

  it.each(ATTACKS)('$id', async (attack) => {
    requests = 0;
    const [result] = await runAttacks([attack], { ...attacked.run, samples: LEAST_SAMPLES });
    expect(result?.verdict).toEqual({ outcome: 'withstood' });
    expect(requests).toBeLessThanOrEqual(result?.requests ?? 0);
    expect(result?.requests).toBeLessThanOrEqual(requestsOf([attack], LEAST_SAMPLES));
  });
});

describe('Where every page needs a key and every approval the digits, the broker withstands', () => {
  let attacked: AttackedBroker;

  beforeAll(async () => {
    attacked = await startAttacked(({ portals, apps }) => ({
      portals: portals.map((portal) => ({ ...portal, desktop_key: 'required', policy: [{ then: 'check' }] })),
      apps,
    }));
  });

  afterAll(() => attacked.close());

  it.each(ATTACKS.filter(({ id }) => BY_PAGE.includes(id)))('$id', async (attack) => {
    const [result] = await runAttacks([attack], attacked.run);
    expect(result?.verdict).toEqual({ outcome: 'withstood' });
  });
});
