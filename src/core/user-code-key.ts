/** Where a typed code, as its HMAC, is kept with the session that it leads to. */
export function userCodeKey(hash: string): string {
  return `code:${hash}`;
}
