import { randomBytes } from 'node:crypto';
import { memoryStore } from '../store/memory/memory.store.js';
import { Computers } from './computers.js';
import type { App, Clock, GrantFacts, Portal, Registry, RingKey, SignedOut } from './ports.js';
import { Secrets } from './secrets.js';
import { SignIns } from './sign-ins.js';
import type { VerifiedPhone } from './verified-phone.js';

const APP = { issuer: 'https://app.test', realm: 'taxpayers' } as App;
const PHONE = { app: APP, subject: 'zhang' } as VerifiedPhone;
const PORTAL = { clientId: 'etax', signedInMs: 86_400_000 } as Portal;
const STILL: Clock = { nowMs: () => Date.UTC(2026, 10, 22), after: () => () => undefined };

/** As many as a person’s list shows. */
const MOST = 50;

describe('the computers that a person is signed in on', () => {
  const makeKey = (): RingKey => ({ kid: 'k', secret: randomBytes(32) });
  const made = makeKey();
  let sealing: readonly RingKey[];
  const lasting = { sealing: () => sealing, pairwise: () => [made], pairwiseAt: () => [made] };
  const secrets = new Secrets([made], randomBytes(32), lasting);
  let told: SignedOut[];
  let signIns: SignIns;
  let store: ReturnType<typeof memoryStore>;

  const facts: GrantFacts = {
    clientId: 'etax',
    accountId: 'sub-of-zhang',
    scope: 'openid',
    codeHash: 'hash',
    claims: '{"name":"张伟"}',
    app: APP.issuer,
    person: secrets.person('taxpayers', 'zhang'),
    address: '203.0.113.7',
  };

  beforeEach(() => {
    sealing = [made];
    told = [];
    store = memoryStore(STILL);
    signIns = new SignIns({
      grants: store.grants,
      index: store.index,
      computers: new Computers({ ...store, secrets, registry: { portals: () => [] }, report: () => undefined }),
      registry: { portal: () => PORTAL } as unknown as Registry,
      secrets,
      callbacks: { logout: (_portal, grant) => told.push(grant), ping: () => undefined, push: () => undefined },
    });
  });

  const begin = async (from: number, to: number): Promise<void> => {
    for (let at = from; at <= to; at += 1) await signIns.begin(`S${String(at)}`, facts, {});
  };
  const listed = async (): Promise<string[]> => (await signIns.list(PHONE)).map(({ id }) => id);

  it('stay on the list however many others came and went', async () => {
    await begin(0, 0);
    for (let at = 1; at <= 2 * MOST; at += 1) {
      await begin(at, at);
      await signIns.end(`S${String(at)}`, 'ended_by_portal');
    }
    expect(await listed()).toEqual(['S0']);
  });

  it('never live where the list does not show them: the oldest of too many is signed out, and its portal told', async () => {
    await begin(0, MOST);
    expect(await listed()).toHaveLength(MOST);
    expect(await listed()).not.toContain('S0');
    expect(await signIns.use('S0')).toBeUndefined();
    expect(told).toEqual([{ sessionId: 'S0', sub: 'sub-of-zhang' }]);
    await signIns.signOutAll(PHONE, 'signed_out');
    expect(await listed()).toEqual([]);
    expect(told).toHaveLength(MOST + 1);
  });

  it('come onto the list also when it is looked at while they begin', async () => {
    await store.index.add(secrets.signIns(APP.issuer, facts.person ?? ''), 'S0', 1_000, MOST);
    expect(await listed()).toEqual([]);
    await store.grants.open(
      'S0',
      { ...facts, claims: secrets.sealKept('S0', '{}'), address: secrets.sealKept('S0', '') },
      1_000,
    );
    expect(await listed()).toEqual(['S0']);
  });

  it('are kept with all that says something of the person sealed', async () => {
    await begin(0, 0);
    const kept = JSON.stringify(await store.grants.read('S0'));
    for (const clear of ['张伟', '203.0.113.7']) expect(kept).not.toContain(clear);
    expect(await signIns.use('S0')).toMatchObject({ claims: facts.claims, address: facts.address });
  });

  it('stay what they are when the key that they are sealed under is no longer the current one', async () => {
    await begin(0, 0);
    sealing = [makeKey(), made];
    await begin(1, 1);
    for (const id of ['S0', 'S1']) expect(await signIns.use(id)).toMatchObject({ claims: facts.claims });
    // The second one is sealed under the new key.
    sealing = sealing.slice(0, 1);
    expect(await signIns.use('S1')).toMatchObject({ claims: facts.claims, address: facts.address });
  });

  it('give nothing once that key is over, but stay on the list without what was sealed, and can be signed out', async () => {
    await begin(0, 0);
    sealing = [makeKey()];
    await begin(1, 1);
    expect(await signIns.use('S0')).toBeUndefined();
    expect(await signIns.receipts('S0')).toEqual([]);
    const [fresh, old] = await signIns.list(PHONE);
    expect([fresh?.id, old?.id]).toEqual(['S1', 'S0']);
    expect(fresh?.grant).toMatchObject({ address: facts.address });
    expect(old?.grant).toMatchObject({ clientId: 'etax', revoked: false });
    for (const name of ['claims', 'address']) expect(old?.grant).not.toHaveProperty(name);
    expect(await signIns.signOut(PHONE, 'S0', 'signed_out')).toMatchObject({ ok: true });
    expect(told).toEqual([{ sessionId: 'S0', sub: 'sub-of-zhang' }]);
    expect(await listed()).toEqual(['S1']);
  });
});
