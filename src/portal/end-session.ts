import type { KoaContextWithOIDC } from 'oidc-provider';
import { StoreUnavailable } from '../core/ports.js';
import type { SignIns } from '../core/sign-ins.js';
import { PAGE_HEADERS } from './hosted/markup.js';
import { NOTICE_POLICY, type NoticeName, noticePage } from './hosted/notice-page.js';

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<unknown>) => Promise<void>;

/**
 * A portal signs out by sending the browser here. The library checks hint, client and way back; what it would do then is
 * about a session between browser and broker, and there is none: nobody need be asked, no cookie is set, and what ends is
 * the sign-in that the hint came from. Without a hint nothing ends. To be used as a middleware of the library's.
 * @see OpenID Connect RP-Initiated Logout §2, §3
 */
export function endSession(signIns: SignIns): Middleware {
  return async (ctx, next) => {
    await next();
    // Absent where no route of the library's answered.
    const oidc = ctx.oidc as KoaContextWithOIDC['oidc'] | undefined;
    if (oidc?.route !== 'end_session') return;
    ctx.remove('set-cookie');
    if (ctx.status >= 400) {
      tellPeople(ctx, ctx.status >= 500 ? 'busy' : 'not_signed_out');
      return;
    }
    const { sid } = (oidc.entities.IdTokenHint?.payload ?? {}) as { readonly sid?: unknown };
    try {
      if (typeof sid === 'string') await signIns.end(sid, 'ended_by_portal');
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      ctx.status = 503;
      ctx.body = { error: 'temporarily_unavailable', error_description: 'the store cannot be reached; try again' };
      tellPeople(ctx, 'busy');
      return;
    }
    goOn(ctx, oidc.params ?? {}, typeof sid === 'string' ? 'signed_out' : 'nothing_to_end');
  };
}

/** Back to the portal, if it named one of its addresses, with its own `state` (§3). */
function goOn(
  ctx: KoaContextWithOIDC,
  { post_logout_redirect_uri: address, state }: Record<string, unknown>,
  otherwise: NoticeName,
): void {
  ctx.remove('content-security-policy');
  if (typeof address !== 'string') {
    ctx.status = 200;
    showNotice(ctx, otherwise);
    return;
  }
  const back = new URL(address);
  if (typeof state === 'string') back.searchParams.set('state', state);
  ctx.status = 303;
  ctx.redirect(back.href);
}

/** What a browser shows in place of OAuth's words for programs. */
function tellPeople(ctx: KoaContextWithOIDC, name: NoticeName): void {
  if (ctx.accepts('json', 'html') === 'html') showNotice(ctx, name);
}

function showNotice(ctx: KoaContextWithOIDC, name: NoticeName): void {
  ctx.set({ ...PAGE_HEADERS, 'content-security-policy': NOTICE_POLICY });
  ctx.body = noticePage(name);
}
