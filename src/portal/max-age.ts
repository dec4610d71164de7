/**
 * Seconds since the person was verified, as an authorization request demands them. Who must sign in anew has been verified
 * just now; the library makes `max_age=0` into `prompt=login` as well.
 * @see OpenID Connect Core §3.1.2.1
 */
export function maxAgeOf({
  prompt,
  max_age: maxAge,
}: {
  readonly prompt?: string | undefined;
  readonly max_age?: string | undefined;
}): number | undefined {
  if (prompt?.split(' ').includes('login') === true) return 0;
  return maxAge === undefined ? undefined : Number(maxAge);
}
