/** One who approved in the place of the person it was for. */
export interface Voucher {
  readonly sub: string;
  readonly name?: string;
  readonly amr: readonly string[];
  /** Epoch seconds. */
  readonly verifiedAt?: number;
}

/** Both sides of what others approved: for whom, and who did. */
export interface Vouched {
  readonly sub: string;
  readonly by: readonly Voucher[];
}

/**
 * What an ID token says of a session with approvers: `sub` is whom it was for, `approved_by` are those who approved, each
 * once, and `act` is the last of them (RFC 8693 §4.1). Nothing where it says no such thing.
 */
export function vouchedIn(claims: Readonly<Record<string, unknown>>): Vouched | undefined {
  const { sub, act, approved_by: approvedBy } = claims;
  if (typeof sub !== 'string' || !isRecord(act) || !Array.isArray(approvedBy)) return undefined;
  const by = approvedBy.flatMap(voucherOf);
  const areAllNamed = by.length === approvedBy.length && new Set(by.map((voucher) => voucher.sub)).size === by.length;
  const last = by.at(-1);
  return areAllNamed && last !== undefined && act['sub'] === last.sub ? { sub, by } : undefined;
}

function voucherOf(entry: unknown): readonly Voucher[] {
  const { sub, name, amr, auth_time: authTime } = isRecord(entry) ? entry : {};
  if (typeof sub !== 'string') return [];
  return [
    {
      sub,
      ...(typeof name === 'string' && { name }),
      amr: Array.isArray(amr) ? amr.filter((factor) => typeof factor === 'string') : [],
      ...(typeof authTime === 'number' && { verifiedAt: authTime }),
    },
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
