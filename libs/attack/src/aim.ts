/** An address that is not to be attacked, or not so. */
export class AimRefused extends Error {
  override readonly name = 'AimRefused';
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What somebody must say who attacks another machine than this. */
const consentFor = (host: string): string => `I may attack ${host}`;

/** Whether it is this very machine. */
export function isLoopback(origin: string): boolean {
  return LOOPBACK.test(new URL(origin).hostname);
}

/**
 * The origin that is attacked: this machine, or one that whoever runs this says by its name that they may attack.
 * @throws AimRefused before any request
 */
export function aimAt(address: string | undefined, consent: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) {
    throw new AimRefused('say which broker, by its public origin: saoma-attack http://localhost:3000');
  }
  const { protocol, origin, host, pathname, search, username } = new URL(address);
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search !== '' || username !== '') {
    throw new AimRefused('the broker’s public origin is its scheme, host and port, and no more');
  }
  if (isLoopback(origin) || consent === consentFor(host)) return origin;
  throw new AimRefused(
    `${host} is not this machine. Attack what is yours, or what its owner let you attack: --consent "${consentFor(host)}"`,
  );
}
