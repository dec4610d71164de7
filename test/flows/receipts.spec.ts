import { spawnSync } from 'node:child_process';
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import type { Consent, DecisionStatement } from '@saoma/protocol';
import type { DesktopDevice, PhoneDevice } from '@saoma/testing';
import { build } from 'esbuild-wasm';
import { decodeJwt } from 'jose';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { OperatorConsole } from './operator-console.js';
import { FREE } from './worlds.js';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('A decision is signed by the phone’s key, and the statement kept as a receipt', () => {
  let world: World;
  let phone: PhoneDevice;
  let desktop: DesktopDevice;

  beforeAll(async () => {
    world = await startWorld({ env: FREE });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    phone = await world.phone();
    desktop = await world.desktop();
    await phone.scan(desktop);
  });
  afterEach(() => desktop.close());

  const receipts = async (): Promise<readonly string[]> => {
    const { receipts: kept } = await new OperatorConsole(world, 0).done('GET', `sessions/${phone.consent.session_id}`);
    return kept as string[];
  };
  const stated = (view: Consent = phone.consent): DecisionStatement => {
    const statement = phone.stated(view);
    if (!statement) throw new Error('the view offers nobody');
    return statement;
  };
  const approveWith = async (statement: string | undefined): Promise<unknown> => {
    const { session_id, consent_nonce } = phone.consent;
    return (await phone.call('POST', `/v1/scans/${session_id}/approve`, { consent_nonce }, { statement })).body;
  };

  it('says what was shown and to whom the portal is told that it belongs', async () => {
    await phone.approve();
    const { sub } = (await world.portal.redeem(await desktop.landing())).claims() ?? {};
    const [receipt = '', ...others] = await receipts();
    expect(others).toEqual([]);
    expect(decodeJwt(receipt)).toEqual({
      aud: world.broker.origin,
      session_id: phone.consent.session_id,
      client_id: 'etax',
      domain: 'etax.test',
      sub,
      purpose: 'login',
      consent_hash: createHash('sha256').update(phone.consent.consent_nonce).digest('base64url'),
      decision: 'approve',
      identity: 'self',
      iat: expect.any(Number),
    });
  });

  it('outlives the session, for as long as the sign-in that came of it', async () => {
    await phone.approve();
    await world.portal.redeem(await desktop.landing());
    const before = await receipts();
    world.broker.shiftTime(300_000);
    expect(await receipts()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  describe('Attack: an approval is refused', () => {
    const others: Record<string, Partial<Record<keyof DecisionStatement | 'reason' | 'identity', unknown>>> = {
      'to another broker': { aud: 'https://pass.example' },
      'of another session': { session_id: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
      'for another portal': { client_id: 'fund' },
      'where another domain was shown': { domain: 'etax.example' },
      'of somebody else': { sub: 'li' },
      'for another purpose': { purpose: 'verify' },
      'of words that the portal did not say': { text_hash: createHash('sha256').update('x').digest('base64url') },
      'of another view': { consent_hash: createHash('sha256').update('x').digest('base64url') },
      'as another identity': { identity: { type: 'enterprise', code: '91530100MA6K5XUN1B' } },
      'that says no': { decision: 'deny', reason: 'declined', identity: undefined },
      'with more than there was to say': { note: 'and all my other accounts' } as object,
      'that says no time': { iat: undefined },
      'of a time that is none': { iat: 1e20 },
      'of half a second': { iat: 1.5 },
    };

    it.each(Object.entries(others))('%s', async (_, changed) => {
      expect(await approveWith(await phone.sign({ ...stated(), ...changed }))).toMatchObject({
        code: 'statement_mismatch',
      });
      expect(await receipts()).toEqual([]);
    });

    const forged: [how: string, make: () => Promise<string>][] = [
      ['by another key of its own', async () => (await world.phone(LI)).sign(stated())],
      [
        'by another key under the right one’s name',
        async () => {
          const [header = ''] = (await phone.sign(stated())).split('.');
          const [, payload = '', signature = ''] = (await (await world.phone(LI)).sign(stated())).split('.');
          return [header, payload, signature].join('.');
        },
      ],
      [
        'by nobody',
        async () => {
          const [, payload = ''] = (await phone.sign(stated())).split('.');
          return `${encode({ alg: 'none', typ: 'saoma-decision+jwt' })}.${payload}.`;
        },
      ],
      [
        'with the public key as a password',
        async () => {
          const [header = '', payload = ''] = (await phone.sign(stated())).split('.');
          const { jwk } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: object };
          const signed = `${encode({ alg: 'HS256', typ: 'saoma-decision+jwt', jwk })}.${payload}`;
          return `${signed}.${createHmac('sha256', JSON.stringify(jwk)).update(signed).digest('base64url')}`;
        },
      ],
      ['as a proof and not as a statement', () => phone.sign(stated(), { typ: 'dpop+jwt' })],
      ['as nothing at all', () => Promise.resolve('garbage')],
    ];
    it.each(forged)('that is signed %s', async (_, make) => {
      expect(await approveWith(await make())).toMatchObject({ code: 'statement_mismatch' });
    });

    it('that brings what was signed for an earlier one', async () => {
      const earlier = await phone.sign(stated());
      expect(await approveWith(earlier)).toMatchObject({ state: 'approved' });
      const next = await world.desktop();
      await phone.scan(next);
      expect(await approveWith(earlier)).toMatchObject({ code: 'statement_mismatch' });
      next.close();
    });

    it('that is not signed at all', async () => {
      expect(await approveWith(undefined)).toMatchObject({ code: 'statement_required', status: 403 });
      expect(desktop.snapshot().phase).not.toBe('approved');
    });

    it('of somebody who was not shown the view, as if there were no such session', async () => {
      const stranger = await world.phone(LI);
      const { session_id, consent_nonce } = phone.consent;
      const path = `/v1/scans/${session_id}/approve`;
      const answer = await stranger.call('POST', path, { consent_nonce: `x${consent_nonce.slice(1)}` });
      expect(answer.body).toMatchObject({ code: 'session_not_found' });
    });
  });

  it('nobody is kept from saying no by a signature, and a wrong one is not kept', async () => {
    const { session_id, consent_nonce } = phone.consent;
    const wrong = await phone.sign({ ...stated(), client_id: 'fund' });
    const denial = { consent_nonce, reason: 'declined' };
    const answer = await phone.call('POST', `/v1/scans/${session_id}/deny`, denial, { statement: wrong });
    expect(answer.body).toMatchObject({ state: 'denied' });
    expect(await receipts()).toEqual([]);
  });

  it('a no is kept, too, with its reason', async () => {
    await phone.deny('not_me');
    const [receipt = ''] = await receipts();
    expect(decodeJwt(receipt)).toMatchObject({ decision: 'deny', reason: 'not_me' });
  });

  describe('The command (npm run receipt)', () => {
    let program: string;

    beforeAll(async () => {
      const { outputFiles } = await build({
        entryPoints: ['src/proof/verify-receipt.ts'],
        bundle: true,
        format: 'esm',
        platform: 'node',
        packages: 'external',
        write: false,
      });
      program = outputFiles[0]?.text ?? '';
    });

    const verify = (input: string, ...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', program, '--', ...args, '-'],
        { input, encoding: 'utf8' },
      );
      return { status, stdout, stderr };
    };
    const changed = (receipt: string, change: object): string => {
      const [header, payload = '', signature] = receipt.split('.');
      const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      return [header, encode({ ...said, ...change }), signature].join('.');
    };

    it('says in words what was decided, from a receipt or from what carries it', async () => {
      await phone.approve();
      const [receipt = ''] = await receipts();
      const { sub } = phone.consent;
      const demands = ['--key', phone.jkt, '--sub', sub, '--client-id', 'etax'];
      for (const input of [
        receipt,
        JSON.stringify({ event: 'approve', receipt }),
        JSON.stringify({ receipts: [receipt] }),
      ]) {
        const { status, stdout } = verify(input, ...demands);
        expect(status).toBe(0);
        for (const word of ['approved', sub, 'themselves', 'login', 'etax.test (etax)', phone.jkt]) {
          expect(stdout).toContain(word);
        }
      }
      expect(JSON.stringify(verify(receipt))).not.toContain(ZHANG.name);
    });

    it('holds what the broker took, whatever else a phone wrote of its key', async () => {
      const { jwk } = JSON.parse(
        Buffer.from((await phone.sign(stated())).split('.')[0] ?? '', 'base64url').toString(),
      ) as {
        jwk: object;
      };
      const odd = { ...jwk, use: 'enc', key_ops: ['sign'], alg: 'RS256', kid: 'mine' };
      expect(await approveWith(await phone.sign(stated(), { jwk: odd }))).toMatchObject({ state: 'approved' });
      const [receipt = ''] = await receipts();
      expect(verify(receipt, '--key', phone.jkt)).toMatchObject({ status: 0, stderr: '' });
    });

    it('goes on after one that does not hold, and says in the end that not all do', async () => {
      await phone.approve();
      const [receipt = ''] = await receipts();
      const { status, stdout, stderr } = verify(JSON.stringify({ receipts: ['garbage', receipt] }));
      expect(status).toBe(1);
      expect(stdout).toContain('approved');
      expect(stderr).toMatch(/^The receipt does not hold: /);
    });

    it('finds out what was changed, is of another key, or of somebody else', async () => {
      await phone.approve();
      const [receipt = ''] = await receipts();
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const [, payload, signature] = receipt.split('.');
      const header = { alg: 'ES256', typ: 'saoma-decision+jwt', jwk: publicKey.export({ format: 'jwk' }) };
      const wrong: [input: string, ...args: string[]][] = [
        [changed(receipt, { domain: 'etax.example' })],
        [[encode(header), payload, signature].join('.')],
        [receipt, '--key', 'another'],
        [receipt, '--sub', 'another'],
        [receipt, '--client-id', 'another'],
        ['{"event":"approve"}'],
        ['garbage'],
        [''],
      ];
      for (const [input, ...args] of wrong) {
        const { status, stdout, stderr } = verify(input, ...args);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(/^The receipt does not hold: /);
      }
      expect(verify(receipt, '--wrong').status).toBe(2);
    });
  });
});
