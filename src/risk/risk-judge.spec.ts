import type { RiskReason } from '@saoma/protocol';
import type { Portal } from '../core/ports.js';
import type { SessionRecord } from '../core/session-record.js';
import type { ClaimFacts, Verdict } from '../core/weighing.js';
import type { Place } from './evidence.js';
import type { Places } from './places.js';
import { RiskJudge } from './risk-judge.js';

const ANNA = 'digest-of-anna';
const PHONE = 'digest-of-annas-phone';
const KUNMING = { country: 'CN', latitude: 25.04, longitude: 102.71, accuracyKm: 20 };
const DALI = { country: 'CN', latitude: 25.6, longitude: 100.27, accuracyKm: 50 };
const FRANKFURT = { country: 'DE', latitude: 50.11, longitude: 8.68, accuracyKm: 50 };

const LOCATED: Readonly<Record<string, Omit<Place, 'address'>>> = {
  '203.0.113.7': { isMobile: false, located: KUNMING },
  '203.0.114.7': { isMobile: false, located: DALI },
  '198.51.100.1': { isMobile: false, located: FRANKFURT },
  '192.0.2.1': { isMobile: true, located: FRANKFURT },
  '198.18.0.1': { isMobile: false, located: { country: 'DE' } },
};

const places = {
  placeOf: (address?: string) => ({
    ...(address !== undefined && { address }),
    isMobile: false,
    ...LOCATED[address ?? ''],
  }),
  nameOf: () => undefined,
} as unknown as Places;

interface Scene {
  readonly record?: Partial<SessionRecord>;
  readonly portal?: Partial<Portal>;
  readonly address?: string;
  readonly channel?: ClaimFacts['phone']['channel'];
  readonly frame?: number;
  /** Milliseconds since the session began. */
  readonly ageMs?: number;
}

function weigh({ record, portal, address, channel = 'app', frame, ageMs = 0 }: Scene): Verdict {
  const began = { created_at: '1000', purpose: 'login', desktop_address: '203.0.113.7', ...record } as SessionRecord;
  return new RiskJudge(places, 300).weigh({
    session: { record: began, nowMs: 1_000 + ageMs },
    portal: { confirmOnDesktop: 'by_risk', policy: [], ...portal } as Portal,
    person: ANNA,
    phone: { word: PHONE, channel, ...(address !== undefined && { address }) },
    ...(frame !== undefined && { frame }),
  });
}

const KNOWN = { desktop_pairs: `digest-of-bert~a-phone ${ANNA}~${PHONE}` };

describe('A claim is weighed', () => {
  it.each<[what: string, scene: Scene, nearness: string, risk: string, reasons: RiskReason[]]>([
    ['from the same address', { address: '203.0.113.7' }, 'near', 'moderate', ['same_address', 'new_computer']],
    [
      'from the same address, at a known computer',
      { address: '203.0.113.7', record: KNOWN },
      'near',
      'low',
      ['same_address', 'known_computer'],
    ],
    ['in IPv6’s clothes', { address: '::ffff:203.0.113.7' }, 'near', 'moderate', ['same_address', 'new_computer']],
    ['from the same /24', { address: '203.0.113.99' }, 'near', 'moderate', ['same_prefix', 'new_computer']],
    [
      'from the same IPv6 /56, by addresses of their own (RFC 8981)',
      { address: '2001:db8:1:ab01:1::1', record: { desktop_address: '2001:db8:1:abff:9::2' } },
      'near',
      'moderate',
      ['same_prefix', 'new_computer'],
    ],
    [
      'from the next IPv6 /56',
      { address: '2001:db8:1:ac00::1', record: { desktop_address: '2001:db8:1:ab00::1' } },
      'unknown',
      'moderate',
      ['other_network', 'new_computer'],
    ],
    [
      'over IPv6 where the computer has IPv4',
      { address: '2001:db8::1' },
      'unknown',
      'moderate',
      ['other_network', 'new_computer'],
    ],
    ['from nowhere', {}, 'unknown', 'moderate', ['no_address', 'new_computer']],
    [
      'by a telephone line, whose own address says nothing',
      { address: '203.0.113.7', channel: 'phone_line' },
      'unknown',
      'moderate',
      ['backend_calls', 'new_computer'],
    ],
    ['from two hours’ drive', { address: '203.0.114.7' }, 'unknown', 'moderate', ['other_network', 'new_computer']],
    [
      'Attack: a code relayed to another country',
      { address: '198.51.100.1' },
      'far',
      'high',
      ['other_network', 'distant', 'new_computer'],
    ],
    [
      'from another country, where that is all that is known',
      { address: '198.18.0.1' },
      'far',
      'high',
      ['other_network', 'other_country', 'new_computer'],
    ],
    [
      'from a mobile network abroad, whose way out may be anywhere',
      { address: '192.0.2.1' },
      'unknown',
      'moderate',
      ['mobile_network', 'new_computer'],
    ],
    [
      'from a mobile network, at a known computer',
      { address: '192.0.2.1', record: KNOWN },
      'near',
      'low',
      ['mobile_network', 'known_computer'],
    ],
    [
      'far from a known computer: far is far',
      { address: '198.51.100.1', record: KNOWN },
      'far',
      'high',
      ['other_network', 'known_computer', 'distant'],
    ],
    [
      'at a computer that is other people’s',
      { address: '203.0.113.7', record: { desktop_pairs: 'digest-of-bert~a-phone' } },
      'near',
      'moderate',
      ['same_address', 'new_computer', 'other_person'],
    ],
    [
      'of a device, which has no page',
      { address: '203.0.113.7', record: { flow: 'device' } },
      'near',
      'low',
      ['same_address'],
    ],
    [
      'while the frame is on the screen',
      { address: '203.0.113.7', frame: 1, ageMs: 19_999 },
      'near',
      'moderate',
      ['same_address', 'new_computer'],
    ],
    [
      'Attack: a relay, late once',
      { address: '203.0.114.7', frame: 0, ageMs: 17_000 },
      'unknown',
      'high',
      ['other_network', 'late_frame', 'new_computer'],
    ],
    [
      'Attack: a relay with a steady delay, even from the same address',
      { address: '203.0.113.7', frame: 0, ageMs: 17_000, record: { stale_scans: '1' } },
      'far',
      'high',
      ['same_address', 'late_frame', 'stale_scans', 'relayed', 'new_computer'],
    ],
    [
      'of a code that stands still',
      { address: '203.0.113.7', frame: 0, ageMs: 170_000, record: { flow: 'device' } },
      'near',
      'low',
      ['same_address'],
    ],
  ])('%s', (_, scene, nearness, risk, reasons) => {
    expect(weigh(scene)).toMatchObject({ nearness, risk, reasons });
  });

  it('of several who approve as the worst of them', () => {
    const earlier = { approvers: 'digest-of-bert', nearness: 'far', risk: 'high', risk_reasons: 'distant' } as const;
    const verdict = weigh({ address: '203.0.113.7', record: { ...earlier, ...KNOWN } });
    expect(verdict).toMatchObject({
      nearness: 'far',
      risk: 'high',
      reasons: ['distant', 'same_address', 'known_computer'],
    });
  });
});

describe('The page must ask whether it is the person’s own account', () => {
  const OTHERS = { desktop_pairs: 'digest-of-bert~a-phone' };
  const near = '203.0.113.7';

  it.each<[what: string, scene: Scene, confirm: boolean]>([
    ['near, at a new computer', { address: near }, false],
    [
      'Attack: somebody scans with a phone of their own at a computer known as another’s',
      { address: near, record: OTHERS },
      true,
    ],
    ['where nearness is not known', { address: '203.0.114.7' }, true],
    ['where it is far, and the policy allows it', { address: '198.51.100.1' }, true],
    [
      'also where a check comes first, which a second scan may pass without anybody typing here',
      { address: near, record: OTHERS, portal: { policy: [{ when: { computer: ['new'] }, then: 'check' }] } },
      true,
    ],
    [
      'where the portal never wants it',
      { address: near, record: OTHERS, portal: { confirmOnDesktop: 'never' } },
      false,
    ],
    ['where there is no page', { address: '198.51.100.1', record: { flow: 'ciba' } }, false],
  ])('%s: %#', (_, scene, confirm) => {
    expect(weigh(scene).confirm).toBe(confirm);
  });
});

describe('A policy', () => {
  const range = { ranges: [], includes: (address?: string) => address === '203.0.113.7' };

  it.each<[what: string, policy: Portal['policy'], scene: Scene, then: string]>([
    ['without rules allows', [], {}, 'allow'],
    [
      'takes the first rule that fits',
      [
        { when: {}, then: 'limit' },
        { when: {}, then: 'refuse' },
      ],
      {},
      'limit',
    ],
    [
      'asks for all that a rule names',
      [{ when: { nearness: ['far'], purpose: ['verify'] }, then: 'refuse' }],
      { address: '198.51.100.1' },
      'allow',
    ],
    ['knows where the computer is', [{ when: { from: range }, then: 'check' }], {}, 'check'],
    ['knows where it is not', [{ when: { outside: range }, then: 'check' }], {}, 'allow'],
    [
      'takes a computer that is nowhere for one outside',
      [{ when: { outside: range }, then: 'check' }],
      { record: { desktop_address: '10.0.0.1' } },
      'check',
    ],
    ['limits where nobody can type digits', [{ when: {}, then: 'check' }], { record: { flow: 'ciba' } }, 'limit'],
    ['limits a device, which takes none', [{ when: {}, then: 'check' }], { record: { flow: 'device' } }, 'limit'],
  ])('%s', (_, policy, scene, then) => {
    expect(weigh({ ...scene, portal: { policy } }).then).toBe(then);
  });
});
