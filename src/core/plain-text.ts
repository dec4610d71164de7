/**
 * A text that one person writes and another reads: visible characters only, on one line. Not in it: controls and what
 * turns the writing around (`\p{C}`), separators of lines, what is never drawn (`\p{DI}`: fillers, selectors, joiners; the blank
 * of Braille), more than three marks on one letter, a mark without one.
 * @see Unicode Technical Standard #39 §5.4
 */
export function plainText(mostCharacters: number): RegExp {
  const visible = String.raw`[^\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]{1,${String(mostCharacters)}}`;
  return new RegExp(String.raw`^(?=.*\S)(?!\p{M})(?!.*\p{M}{4})${visible}$`, 'u');
}

/** Tells what such a text must be. */
export function plainTextExpected(mostCharacters: number): string {
  return `must be 1 to ${String(mostCharacters)} visible characters: no line breaks, no controls, nothing invisible, at most three marks on a letter`;
}
