import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const ssrf: Attack = {
  id: 'ssrf',
  title: 'Make the broker call an address',
  about:
    'The broker fetches what an attacker names: services inside the operator’s network, or keys of the attacker’s own.',
  source: 'RFC 8725 §3.10; RFC 9700 §4.12; RFC 9101 §10.4; OWASP SSRF',
  needs: ['portal', 'app', 'canary'],
  requests: 30,
  async run(target) {
    const found = new Findings();
    const { canary, portal } = target;
    const before = canary.called.length;
    const lure = (what: string): string => `${canary.origin}/${what}`;
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const phone = await target.phone();
    const url = `${target.origin}/v1/requests`;

    for (const name of ['jku', 'x5u'] as const) {
      const accessToken = await phone.accessToken({
        key: privateKey,
        header: { [name]: lure(name), kid: 'elsewhere' },
      });
      await phone.call('GET', '/v1/requests', undefined, { accessToken });
      const proof = await new SignJWT({ htm: 'GET', htu: url, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, [name]: lure(`proof-${name}`) })
        .setIssuedAt()
        .sign(privateKey);
      await phone.call('GET', '/v1/requests', undefined, { accessToken: await phone.accessToken(), proof });
      const assertion = await new SignJWT({ redirect_uri: lure('back'), client_id: portal.clientId })
        .setProtectedHeader({ alg: 'ES256', kid: 'elsewhere', [name]: lure(`request-${name}`) })
        .setIssuer(portal.clientId)
        .setSubject(portal.clientId)
        .setAudience(target.origin)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
      await target.call('GET', `/authorize?${form({ client_id: portal.clientId, request: assertion })}`);
      await target.call('POST', '/token', {
        body: form({
          grant_type: 'client_credentials',
          client_id: portal.clientId,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      });
    }
    await target.call('GET', `/authorize?${form({ client_id: portal.clientId, request_uri: lure('request-uri') })}`);
    await target.call('GET', `/authorize?${form({ client_id: lure('client-id-document'), response_type: 'code' })}`);
    const { redirect_uri: _, ...request } = await target.begin();
    for (const member of ['redirect_uri', 'logo', 'jwks_uri', 'backchannel_logout_uri', 'events_uri']) {
      await target.call('POST', '/v1/sessions', {
        origin: portal.origin,
        body: { ...request, [member]: lure(member) },
      });
    }
    await phone.call('POST', '/v1/scans', { qr: `${canary.origin.toUpperCase()}/Q/${'A'.repeat(32)}` });
    await phone.call('PUT', '/v1/notifications', { handle: lure('handle') });
    await target.call('GET', `//${new URL(canary.origin).host}/health/live`);
    await target.settle();
    for (const call of new Set(canary.called.slice(before)))
      found.expect(false, `the broker called the canary: ${call}`);
    return found.verdict;
  },
};

const form = (members: Readonly<Record<string, string>>): URLSearchParams => new URLSearchParams(members);
