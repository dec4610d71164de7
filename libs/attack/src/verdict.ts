/** What came of an attack. */
export type Verdict =
  | { readonly outcome: 'withstood' }
  /** `seen`: what the broker did that it must not do, a sentence each. Never a secret. */
  | { readonly outcome: 'broken'; readonly seen: readonly string[] }
  /** `missing`: what it takes to run it, or why it broke off. Nothing is known of the broker then. */
  | { readonly outcome: 'not_run'; readonly missing: string };
