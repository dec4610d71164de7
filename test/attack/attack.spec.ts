import { ATTACKS, requestsOf, runAttacks } from '@saoma/attack';
import { type AttackedBroker, startAttacked } from './attacked-broker.js';
import { serverOf } from './mutant.js';

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
    const [result] = await runAttacks([attack], attacked.run);
    expect(result?.verdict).toEqual({ outcome: 'withstood' });
    expect(requests).toBeLessThanOrEqual(requestsOf([attack]));
  });
});
