import type { Contact } from '@saoma/protocol';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `张伟` → `张*`: enough to know one's own account by, too little to tell a bystander whose it is. */
export function maskName(name: string): string {
  const [first] = segmenter.segment(name.trim());
  return first ? `${first.segment}*` : '*';
}

/** Enough of a number or an address for its owner to know it, and for nobody else: `138****0142`, `z***@example.cn`. */
export function maskContact({ channel, to }: Contact): string {
  if (channel === 'email') return to.replace(/^(?:(.)[^@]+|[^@])(?=@)/u, '$1***');
  // A number of the country is written without its prefix.
  const number = to.replace(/^\+86(?=1\d{10}$)/, '');
  return number.length < 11 ? `****${number.slice(-2)}` : `${number.slice(0, 3)}****${number.slice(-4)}`;
}

const OCTETS = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The network without the host: `203.0.113.*` (/24), `2001:db8:1:*` (/48). Enough to tell home from elsewhere, too
 * little to find a neighbour. What is no address is `undefined`.
 */
export function maskAddress(address: string): string | undefined {
  const [bare = ''] = address.split('%', 1);
  if (OCTETS.test(bare)) return maskOctets(bare.split('.'));
  if (!bare.includes(':') || !URL.canParse(`http://[${bare}]`)) return undefined;
  const groups = expand(bare);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return maskOctets([high >> 8, high & 255, low >> 8]);
  return `${groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}:*`;
}

function maskOctets(octets: readonly (string | number)[]): string {
  return `${octets.slice(0, 3).join('.')}.*`;
}

/** The eight groups of a valid IPv6 address. The URL parser writes an embedded IPv4 address as two of them. */
function expand(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [read(head), read(tail ?? '')];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}
