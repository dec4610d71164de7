/** Whether the phone is where the computer is, as far as the broker can tell. */
export const NEARNESS = ['near', 'far', 'unknown'] as const;
export type Nearness = (typeof NEARNESS)[number];

/**
 * Whether this person signed in with this very page's key before. `none`: what waits is no page, but a device or a portal's
 * backend.
 */
export const COMPUTERS = ['known', 'new', 'none'] as const;
export type KnownComputer = (typeof COMPUTERS)[number];

/** How likely it is that somebody else's page is being signed in. */
export const RISKS = ['low', 'moderate', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** Why nearness and risk are what they are. PROTOCOL.md says what each means; a code never changes its meaning. */
export const RISK_REASONS = [
  'same_address',
  'same_prefix',
  'known_computer',
  'distant',
  'other_country',
  'relayed',
  'other_network',
  'mobile_network',
  'backend_calls',
  'no_address',
  'late_frame',
  'stale_scans',
  'new_computer',
  'other_person',
] as const;
export type RiskReason = (typeof RISK_REASONS)[number];
