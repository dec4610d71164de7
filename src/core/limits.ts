/** What counts against whom; `points`, default 1, where it weighs more: at most as much as the window holds. */
export type Count = readonly [limit: LimitName, key: string, points?: number];

/** Counts calls; refuses with the time to wait. The names are the rows of the limits' table. */
export interface Limits {
  /**
   * Counts several in one trip, but none of them when one is over: whoever is over the own limit must not use up one
   * that is shared. Resolves as {@link take}, to the longest wait.
   */
  takeAll(...counts: readonly Count[]): Promise<number | undefined>;
  /** Resolves to the milliseconds to wait when the limit is reached, else to `undefined`. */
  take(limit: LimitName, key: string, points?: number): Promise<number | undefined>;
  /** Takes one back that turned out not to count. */
  giveBack(limit: LimitName, key: string, points?: number): Promise<void>;
  /** The milliseconds to wait while as much was counted as may be; counts nothing. */
  waitOf(limit: LimitName, key: string): Promise<number | undefined>;
  /** The milliseconds to wait as far as this node remembers: costs nothing, so that a flood costs nothing else either. */
  knownWait(...counts: readonly Count[]): number | undefined;
}

export type LimitName =
  | 'starts_per_prefix'
  | 'starts_per_desktop_key'
  | 'starts_per_portal'
  | 'calls_per_session'
  | 'commands_per_session'
  | 'calls_per_phone_key'
  | 'scans_per_person'
  | 'failures_per_person'
  | 'user_code_misses_per_code'
  | 'user_code_misses_per_person'
  | 'user_code_misses_of_letters_per_app'
  | 'user_code_misses_of_digits_per_app'
  | 'user_code_misses_of_letters'
  | 'user_code_misses_of_digits'
  | 'check_code_misses_per_person'
  | 'check_code_misses_per_desktop_key'
  | 'check_code_misses_per_prefix'
  | 'calls_per_phone_line'
  | 'one_time_codes_per_contact'
  | 'one_time_codes_per_contact_a_day'
  | 'one_time_codes_per_portal'
  | 'one_time_code_misses_per_prefix'
  | 'one_time_code_misses_per_portal'
  | 'requests_per_person'
  | 'requests_per_portal'
  | 'request_code_misses_per_person'
  | 'request_code_misses_per_person_a_day';
