/** A BCP 47 tag and what is said in it. */
export type Language<T> = readonly [tag: string, texts: T];

/**
 * What an element says, by BCP 47 tag in lower case. Tells of each language that is set, since the element stands on the
 * page before a script of the page's own runs.
 */
export class Languages<T> extends Map<string, T> {
  readonly changes = new EventTarget();

  override set(tag: string, texts: T): this {
    super.set(tag, texts);
    this.changes.dispatchEvent(new Event('set'));
    return this;
  }

  /**
   * What to say at a place, by the nearest `lang`, else the browser's: by the tag itself, else by what remains of it without
   * its last parts, else in English.
   */
  at(place: Element): Language<T> {
    const tag = place.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ?? navigator.language;
    for (let range = tag.toLowerCase(); range; range = range.replace(/-?[^-]*$/, '')) {
      const texts = this.get(range);
      if (texts) return [range, texts];
    }
    return ['en', this.get('en') as T];
  }
}
