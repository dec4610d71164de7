/** With a million sessions waiting, one code of letters in 25,000 is taken, and one of digits in 1,000: five in a row never. */
export const USER_CODE_ATTEMPTS = 5;

/** Where a typed code, as its HMAC, is kept with the session that it leads to. */
export function userCodeKey(hash: string): string {
  return `code:${hash}`;
}
