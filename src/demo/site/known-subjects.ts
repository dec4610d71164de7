/**
 * The words by which the broker names people and accounts to a site. Such a word says nothing, but it is the same every
 * time: the first is remembered, and another one later is somebody else.
 */
export class KnownSubjects {
  readonly #subs = new Map<string, string>();

  /** Whether this is the word of that account or person of the site; of several, all or none is learned. */
  agree(words: Readonly<Record<string, string>>): boolean {
    const all = Object.entries(words);
    const isKnown = all.every(([whom, sub]) => (this.#subs.get(whom) ?? sub) === sub);
    if (isKnown) for (const [whom, sub] of all) this.#subs.set(whom, sub);
    return isKnown;
  }
}
