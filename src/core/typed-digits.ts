/** Digits as people type and phones paste them: full-width forms, spaces and dashes do no harm. */
export function typedDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '');
}
