import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, setCookie } from '../web/cookies.js';

const COOKIE = 'notice';
const LIFE_SECONDS = 300;

/** After a new password: what became of the other visits to the account. */
export type Notice = 'others-ended' | 'others-kept';

/** Where a notice belongs: the page that shows it. */
interface Page {
  readonly path: string;
  readonly secure: boolean;
}

/** Kept with the browser for one page, not in its address: nobody can send somebody a link to something untrue. */
export function leaveNotice(reply: FastifyReply, page: Page, notice: Notice): void {
  setCookie(reply, COOKIE, notice, { ...page, lifeSeconds: LIFE_SECONDS });
}

export function noticeIn(request: FastifyRequest): Notice | undefined {
  const notice = cookie(request, COOKIE);
  return notice === 'others-ended' || notice === 'others-kept' ? notice : undefined;
}

/** The page that shows it stays, and what is new is so only once. */
export function takeNotice(request: FastifyRequest, reply: FastifyReply, page: Page): Notice | undefined {
  const notice = noticeIn(request);
  if (notice) setCookie(reply, COOKIE, '', { ...page, lifeSeconds: 0 });
  return notice;
}
