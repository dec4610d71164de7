import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { PAGE_HEADERS } from './markup.js';
import { NOTICE_POLICY, type NoticeName, noticePage } from './notice-page.js';

/** What people are told of an error, by OAuth's name for it; of any other, that the request is wrong. */
const NOTICE_OF: Readonly<Record<string, NoticeName>> = {
  invalid_client: 'unknown_site',
  invalid_redirect_uri: 'wrong_way_back',
  temporarily_unavailable: 'busy',
  server_error: 'busy',
};

/**
 * An error that must not send the browser on, since nobody knows whose address that would be (RFC 6749 §4.1.2.1): a page
 * for people, which repeats nothing of the request, and OAuth's own form for programs.
 */
export function renderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  if (ctx.accepts('json', 'html') !== 'html') {
    ctx.type = 'json';
    ctx.body = out;
    return;
  }
  ctx.set({ ...PAGE_HEADERS, 'content-security-policy': NOTICE_POLICY });
  ctx.body = noticePage(NOTICE_OF[out.error] ?? 'wrong_request', out.error);
}
