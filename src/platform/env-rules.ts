import { isOperatorNumber, isSecure, list } from './env-forms.js';
import type { Variables } from './env-variables.js';

interface Rule {
  readonly name: keyof Variables;
  readonly broken: (variables: Variables) => boolean;
  readonly expected: string;
}

/** What variables must agree on. */
export const RULES: readonly Rule[] = [
  {
    name: 'PUBLIC_ORIGIN',
    broken: (all) => isProduction(all) && !isSecure(all.PUBLIC_ORIGIN ?? ''),
    expected: 'must be set in production, and be https (http only for a loopback host)',
  },
  {
    name: 'REDIS_URL',
    broken: (all) => isProduction(all) && all.REDIS_URL === undefined,
    expected: 'must be set in production: sessions in memory end with the process. Run a Redis and give its address',
  },
  {
    name: 'DEMO',
    broken: (all) => isProduction(all) && all.DEMO === '1',
    expected: 'must not be 1 in production: anybody can sign in there. Leave it out and set REGISTRY_FILE',
  },
  {
    name: 'REGISTRY_FILE',
    broken: (all) => all.REGISTRY_FILE === undefined && all.DEMO !== '1',
    expected: 'must be the path of a registry (docs/registry.md); DEMO=1 brings its own',
  },
  {
    name: 'KEYS_FILE',
    broken: (all) => all.KEYS_FILE === undefined && (isProduction(all) || all.REDIS_URL !== undefined),
    expected: 'must be set in production and with REDIS_URL: all nodes need the same keys, also after a restart',
  },
  {
    name: 'TRUSTED_PROXIES',
    // A node speaks no TLS itself: behind an https origin there is always something in front of it.
    broken: (all) => isProduction(all) && all.TRUSTED_PROXIES === undefined && isBehindTls(all),
    expected:
      'must be set in production, or everybody has the address of your proxy and seems near: its addresses, or none if it hands connections on as they are',
  },
  {
    name: 'GEOIP_ASN_FILE',
    broken: (all) => all.GEOIP_ASN_FILE === undefined && list(all.MOBILE_NETWORKS ?? '').some(isOperatorNumber),
    expected: 'must be set where MOBILE_NETWORKS names operators: it says which addresses are theirs',
  },
  together('SMTP_URL', 'SMTP_FROM'),
  together('SMTP_FROM', 'SMTP_URL'),
  together('SMS_WEBHOOK_URL', 'SMS_WEBHOOK_KEY'),
  together('SMS_WEBHOOK_KEY', 'SMS_WEBHOOK_URL'),
  together('AUDIT_WEBHOOK_URL', 'AUDIT_WEBHOOK_KEY'),
  together('AUDIT_WEBHOOK_KEY', 'AUDIT_WEBHOOK_URL'),
];

function together(name: keyof Variables, other: keyof Variables): Rule {
  return {
    name,
    broken: (all) => all[name] === undefined && all[other] !== undefined,
    expected: `must be set with ${other}: neither is of use alone`,
  };
}

const isBehindTls = ({ PUBLIC_ORIGIN }: Variables): boolean => PUBLIC_ORIGIN?.startsWith('https:') === true;
const isProduction = (all: Variables): boolean => all.NODE_ENV === 'production';
