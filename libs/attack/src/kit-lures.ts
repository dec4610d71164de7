import { isIPv4 } from 'node:net';

/**
 * Addresses that lead to the canary and that no broker may connect to, however they are written, by what is wrong with
 * each; and the address at which clouds tell their secrets, which leads elsewhere.
 * @param canary where it listens, by its IPv4 address: `http://10.0.0.7:8099`
 */
export function lureAddresses(canary: string): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(canary);
  const isHere = hostname.startsWith('127.');
  // Operators let the broker call its own machine at times, by its loopback addresses, and never by this one (RFC 6890 §2.2.2).
  const octets = (isHere ? '0.0.0.0' : hostname).split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const at = (host: string, path: string): string => `https://${host}:${port}/${path}`;
  return {
    private: at(octets.join('.'), 'private'),
    mapped: at(`[::ffff:${octets.join('.')}]`, 'mapped'),
    decimal: at(String(((a * 256 + b) * 256 + c) * 256 + d), 'decimal'),
    octal: at(octets.map((octet) => `0${octet.toString(8)}`).join('.'), 'octal'),
    metadata: 'https://169.254.169.254/latest/meta-data/',
    // Plain http is for this machine only, so elsewhere nobody can be sent on by a canary without a certificate.
    ...(isHere && { redirect: `${canary}/redirect` }),
  };
}

/** Whether a canary at this address is where no broker may call: of this machine, or of a private network (RFC 1918). */
export function isOutOfBounds(canary: string): boolean {
  const { hostname } = new URL(canary);
  return isIPv4(hostname) && /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(hostname);
}
