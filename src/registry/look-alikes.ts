import { domainToUnicode } from 'node:url';

/**
 * Letters that look like another, one under the other: of Cyrillic, Greek and Armenian like Latin ones, of katakana like
 * Chinese ones, and what is like a letter l or o. Compatible forms (full width, mathematical) are undone by normalization.
 * @see https://www.unicode.org/Public/security/latest/confusables.txt
 */
const LOOK_ALIKES = [
  ['АВЕЅІЈКМНОРСТХҮԚԜ', 'ABESIJKMHOPCTXYQW'],
  ['аԁеһіјӏорԛѕԝхус', 'adehijlopqswxyc'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αγινορυ', 'ayivopu'],
  ['օՕհոսՍՏզց', 'oOhnuUSqg'],
  ['ıɑɡ', 'iag'],
  ['ロエカタトニハー', '口工力夕卜二八一'],
  ['I|10', 'lllo'],
] as const;

const LIKE: ReadonlyMap<string, string> = new Map(
  LOOK_ALIKES.flatMap(([letters, likes]) => {
    const targets = Array.from(likes);
    return Array.from(letters, (letter, at) => [letter, targets[at] ?? letter] as const);
  }),
);

/** What is left of a text when all that looks alike is the same: case, spaces, dashes and accents do not count either. */
export function skeleton(text: string): string {
  const likes = (one: string): string => Array.from(one, (letter) => LIKE.get(letter) ?? letter).join('');
  const bare = text.normalize('NFKD').replace(/[\p{M}\p{Z}\p{Pd}]/gu, '');
  return likes(likes(bare).toLowerCase()).replaceAll('rn', 'm');
}

/** Scripts that are written side by side (UTS #39 §5.2, highly restrictive). */
const SIDE_BY_SIDE = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
] as const;

/** Scripts that may have Latin beside them, since nothing in them looks like it (moderately restrictive). */
const WITH_LATIN = ['Arabic', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian', 'Hebrew', 'Khmer', 'Lao', 'Mongolian'];
const WITH_LATIN_TOO = ['Myanmar', 'Sinhala', 'Tamil', 'Telugu', 'Thai', 'Tibetan', 'Yi'];

/** Scripts that stand alone, because letters of theirs pass for Latin ones. */
const ALONE = ['Cyrillic', 'Greek', 'Armenian'];

const IN_ONE_HAND: readonly RegExp[] = [
  ...SIDE_BY_SIDE,
  ...[...WITH_LATIN, ...WITH_LATIN_TOO].map((script) => ['Latin', script]),
  ...ALONE.map((script) => [script]),
].map((scripts) => {
  const members = scripts.map((script) => String.raw`\p{scx=${script}}`).join('');
  return new RegExp(String.raw`^[${members}\p{sc=Zyyy}\p{sc=Zinh}]*$`, 'u');
});

/** Whether a text is in scripts that people write together, and not put together to look like something else. */
export function isInOneHand(text: string): boolean {
  return IN_ONE_HAND.some((hand) => hand.test(text));
}

/** Whether every label of a host name, decoded, is in one hand and none of another script passes for a Latin one. */
export function isHonestHost(hostname: string): boolean {
  return domainToUnicode(hostname)
    .split('.')
    .every((label) => isInOneHand(label) && (isAscii(label) || !isAscii(skeleton(label))));
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
