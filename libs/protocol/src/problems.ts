import type { AmrValue } from './people.js';

/**
 * Whether sending something again can help: `no` (change the request first), `same_request` (the same again,
 * after `Retry-After` where given), `new_session` (this attempt is over; start another).
 */
export type Retry = 'no' | 'same_request' | 'new_session';

/** One kind of problem: the same status, title and advice wherever it occurs. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
  readonly retry: Retry;
  /** What whoever receives it should do. */
  readonly advice: string;
}

const define = (status: number, retry: Retry, title: string, advice: string): ProblemDefinition => ({
  status,
  retry,
  title,
  advice,
});

/**
 * Every code that the broker's own endpoints answer with; a code never changes its meaning. Registered OAuth
 * names are used where one exists (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8628 §3.5, RFC 9449 §7.1, RFC 9470 §3).
 */
export const PROBLEMS = {
  invalid_request: define(400, 'no', 'The request is malformed', 'Correct the members that "detail" names.'),
  invalid_redirect_uri: define(
    400,
    'no',
    'The redirect URI is not registered',
    'Send one of the portal’s registered redirect URIs, letter for letter, or leave it out.',
  ),
  qr_malformed: define(
    400,
    'no',
    'This is not a sign-in code',
    'Tell the person that the code is not one of ours; look for the code on the sign-in page.',
  ),
  invalid_client: define(401, 'no', 'The portal is unknown or not authenticated', 'Check client id and credentials.'),
  invalid_token: define(
    401,
    'no',
    'The token is missing, malformed, expired or not meant for this',
    'Get a new token; check issuer, audience, type and life.',
  ),
  invalid_dpop_proof: define(
    401,
    'no',
    'The proof of the key is missing or wrong',
    'Send a fresh DPoP proof for this method, address and access token (RFC 9449 §4.2).',
  ),
  use_dpop_nonce: define(
    401,
    'same_request',
    'The proof of the key must name our nonce',
    'Make a new proof with the "nonce" of this answer’s DPoP-Nonce header (RFC 9449 §8), and send the request again.',
  ),
  insufficient_user_authentication: define(
    401,
    'same_request',
    'The person must be verified again',
    'Verify the person as "required_amr", "required_acr" and "max_age" say, get a new token, and approve once more.',
  ),
  access_denied: define(403, 'no', 'Not allowed', 'Do not repeat the request.'),
  unauthorized_client: define(
    403,
    'no',
    'The portal may not do this',
    'Check which purposes the portal is registered for and who may start them ("started_by").',
  ),
  origin_not_allowed: define(
    403,
    'no',
    'This origin is not registered for the portal',
    'Register the page’s origin with the portal, or start from the portal’s backend.',
  ),
  desktop_not_trusted: define(
    403,
    'no',
    'The portal does not trust this computer',
    'Sign in on a computer whose key the portal has registered ("trusted_desktops").',
  ),
  desktop_blocked: define(
    403,
    'no',
    'This computer is blocked',
    'Tell the person that somebody said “this was not me” of it; it ends by itself, after thirty days at most, or an operator lifts it.',
  ),
  app_not_trusted: define(
    403,
    'no',
    'The portal does not trust this app',
    'Tell the person which app the portal asks for.',
  ),
  not_for_you: define(
    403,
    'no',
    'This request is meant for somebody else',
    'Tell the person that this code belongs to another account.',
  ),
  already_approved: define(
    403,
    'no',
    'This person has approved already',
    'Let another one of those who may approve scan the code that the page shows now.',
  ),
  risk_refused: define(
    403,
    'no',
    'The portal does not take a scan from so far',
    'Tell the person to approve only where they are at the computer themselves; the page shows what else it offers.',
  ),
  network_not_allowed: define(
    403,
    'no',
    'The portal’s sign-ins start in its own networks only',
    'Start from one of the networks that the portal registered; a backend says where the browser is ("desktop.address").',
  ),
  identity_required: define(
    403,
    'no',
    'The person must say as whom they act',
    'Approve with the "identity" of one that the consent view offers; with none, the app is of no use here.',
  ),
  subject_locked: define(
    403,
    'no',
    'This person is locked',
    'Tell the person to turn to the operator of the service; only an operator unlocks.',
  ),
  one_time_code_wrong: define(
    403,
    'no',
    'The one-time code is wrong',
    'Let the person type it again; when "tries_left" is 0 or absent, send a new one first.',
  ),
  statement_required: define(
    403,
    'no',
    'The approval is not signed',
    'Send a "statement": what the person saw and said, signed with the phone’s key.',
  ),
  statement_mismatch: define(
    403,
    'no',
    'What was signed is not what is approved',
    'Sign what the consent view says, with the key of the proof; "detail" names what differs.',
  ),
  consent_required: define(
    403,
    'no',
    'The consent view was not fetched',
    'Scan first, show the consent view, and approve with the nonce it carries.',
  ),
  check_code_wrong: define(
    403,
    'no',
    'The check code is wrong',
    'Let the person type the digits that their phone shows; "tries_left" says how often.',
  ),
  session_not_found: define(
    404,
    'new_session',
    'There is no such session, or not for you',
    'Start a new session and scan its code.',
  ),
  qr_unknown: define(404, 'new_session', 'The code belongs to no session', 'Scan the code that the page shows now.'),
  user_code_wrong: define(
    404,
    'no',
    'No session waits for this typed code',
    'Let the person compare it with the screen; after five wrong ones within ten minutes there is a pause.',
  ),
  not_found: define(404, 'no', 'There is nothing at this address', 'Check method and path.'),
  claimed_by_another: define(
    409,
    'new_session',
    'Somebody else scanned this code first',
    'Take a new code on the page and scan that.',
  ),
  invalid_transition: define(
    409,
    'no',
    'The session is in another state',
    'Read the session; "state" says where it is.',
  ),
  session_over: define(409, 'new_session', 'The session has ended', '"state" says how it ended; start a new one.'),
  qr_stale: define(409, 'no', 'This picture of the code is too old', 'Scan the code on the screen again.'),
  expired_token: define(410, 'new_session', 'The session ran out of time', 'Start a new session.'),
  payload_too_large: define(413, 'no', 'The body is too large', 'Send at most 64 kB.'),
  unsupported_media_type: define(415, 'no', 'The content type is not supported', 'Send application/json.'),
  slow_down: define(429, 'same_request', 'Too many requests', 'Wait as long as Retry-After says.'),
  factor_locked: define(
    429,
    'same_request',
    'Too many wrong one-time codes',
    'Wait as long as Retry-After says, or let the person use the code on the screen, which is not locked.',
  ),
  server_error: define(500, 'same_request', 'Something broke on our side', 'Report the request id in "instance".'),
  message_not_sent: define(
    503,
    'same_request',
    'The message could not be sent',
    'Tell the person so; they may try again at once, or use the code on the screen.',
  ),
  temporarily_unavailable: define(
    503,
    'same_request',
    'Not available for a moment',
    'Send the same request again after Retry-After; nothing was acknowledged that is not kept.',
  ),
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof PROBLEMS;

/**
 * A problem on the wire, `application/problem+json`. Clients switch on `code` only.
 * @see RFC 9457 §3
 */
export interface Problem {
  /** Absolute URL that ends in the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** For a developer: what was wrong with this request. Never a secret. */
  readonly detail?: string;
  /** Request id, to find the answer in the logs: `urn:request:…`. */
  readonly instance?: string;
  readonly code: ProblemCode;
  /** Where the session is, with `session_over` and `invalid_transition`. */
  readonly state?: string;
  /** With `check_code_wrong` and `one_time_code_wrong`. */
  readonly tries_left?: number;
  /** Milliseconds to wait, the same as in `Retry-After` but exact. */
  readonly retry_after_ms?: number;
  /** With `insufficient_user_authentication`: one of these factors, one of these levels, so many seconds ago at most. */
  readonly required_amr?: readonly AmrValue[];
  readonly required_acr?: readonly string[];
  readonly max_age?: number;
}

/** Builds a problem from its code; `base` is the origin under which problems are documented. */
export function problem(code: ProblemCode, base: string, rest: Omit<Partial<Problem>, 'code' | 'type'> = {}): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: `${base}/problems/${code}`, title, status, ...rest, code };
}

/** Whether something that came off the wire is a problem with a code that this version knows. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && Object.hasOwn(PROBLEMS, String(value.code));
}
