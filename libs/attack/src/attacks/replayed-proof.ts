import { generateKeyPair, generateProof } from 'dpop';
import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';

export const replayedProof: Attack = {
  id: 'replayed-proof',
  title: 'Use a captured call, or a stolen token',
  about: 'Who reads an app’s request in a log or on a proxy acts as that person from another machine.',
  source: 'RFC 9449 §4.3, §7.2, §11.1; ASVS 10.4.14',
  needs: ['portal', 'app'],
  requests: 30,
  async run(target) {
    const found = new Findings();
    const phone = await target.phone();
    const path = '/v1/requests';
    const url = target.origin + path;
    const honest = await phone.call('GET', path);
    if (honest.status !== 200) throw new Error(`an honest call was answered ${honest.status}`);

    const accessToken = await phone.accessToken();
    const captured = { accessToken, proof: await phone.proof('GET', url, accessToken) };
    await phone.call('GET', path, undefined, captured);
    found.expectRefusal('a call with a proof that was used before', await phone.call('GET', path, undefined, captured));

    const thief = await generateKeyPair('ES256');
    const tries = {
      'without a proof': { accessToken, proof: undefined },
      'as a bearer token': { accessToken, proof: undefined, scheme: 'Bearer' },
      'with a proof of another key': {
        accessToken,
        proof: await generateProof(thief, url, 'GET', undefined, accessToken),
      },
      'with a proof for another method': { accessToken, proof: await phone.proof('POST', url, accessToken) },
      'with a proof for another address': { accessToken, proof: await phone.proof('GET', `${url}/x`, accessToken) },
      'with a proof for another token': { accessToken, proof: await phone.proof('GET', url, `${accessToken}x`) },
    };
    for (const [how, overrides] of Object.entries(tries)) {
      found.expectRefusal(`a stolen access token ${how}`, await phone.call('GET', path, undefined, overrides));
    }
    return found.verdict;
  },
};
