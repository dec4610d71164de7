import type { Registry } from './ports.js';
import { Secrets } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import { SessionView } from './session-view.js';

const REGISTRY = { app: () => undefined, portal: () => undefined } as unknown as Registry;
const key = { kid: 'now', secret: Buffer.alloc(32, 1) };
const view = new SessionView(new Secrets([key], Buffer.alloc(32, 2)), REGISTRY, 'https://pass.test');

describe('what a page is told of a session whose key counts no more', () => {
  const told = (state: SessionRecord['state'], kid = 'stolen'): unknown => {
    const record = {
      session_id: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      kid,
      state,
      rev: '3',
      created_at: '0',
      expires_at: '9000',
    };
    const claimed = { app: 'https://app.test', person: 'p', phone_key: 'k', redirect_uri: 'https://etax.test/in' };
    return view.message({ record: { ...record, ...claimed } as unknown as SessionRecord, nowMs: 1_000 });
  };

  it.each(['pending', 'scanned', 'checking', 'approved'] as const)('is that it is over, where it was %s', (state) => {
    expect(told(state)).toMatchObject({ state: 'expired', expires_in_ms: 0 });
    expect(told(state)).not.toHaveProperty('qr');
    expect(told(state)).not.toHaveProperty('code');
    expect(told(state, 'now')).toMatchObject({ state });
  });

  it.each(['denied', 'cancelled', 'redeemed'] as const)('is how it ended, where it was %s', (state) => {
    expect(told(state)).toMatchObject({ state });
  });
});
