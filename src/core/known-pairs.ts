/**
 * Who signed in with a computer's key, and with which phone: `<person>~<phone>`, both digests. Of the person the computer is
 * known; a phone that was there before is evidence besides that it is there again.
 */
export function pairOf(person: string, phone: string): string {
  return `${person}~${phone}`;
}

/** Whether the pair is of this person, whatever their phone was. */
export function isPairOf(pair: string, person: string): boolean {
  return pair.startsWith(`${person}~`);
}
