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
