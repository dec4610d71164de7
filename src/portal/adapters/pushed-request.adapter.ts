import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import type { DocumentStore, Limits } from '../../core/ports.js';
import type { Secrets } from '../../core/secrets.js';
import { countStart } from '../count-start.js';
import { objectionTo } from '../hosted/login-request.js';
import { oauthRefusal } from '../oauth-refusal.js';
import type { Visitors } from '../visitors.js';
import { SealedAdapter } from './sealed.adapter.js';

/** Longer than any pushed request lives. */
const REMEMBERED_MS = 120_000;

/** Pushed authorization requests: each takes one browser to one sign-in (RFC 9126 §4). */
export class PushedRequestAdapter extends SealedAdapter {
  constructor(
    documents: DocumentStore,
    secrets: Secrets,
    private readonly limits: Limits,
    private readonly visitors: Visitors,
  ) {
    super('PushedAuthorizationRequest', documents, secrets);
  }

  /** Anybody may push in the name of a portal that has no secret: what is too much or too long is not kept. */
  override async upsert(id: string, payload: AdapterPayload, expiresInS: number): Promise<void> {
    const { ctx } = Provider;
    if (ctx) {
      const objection = objectionTo(ctx.oidc.params ?? {});
      if (objection !== undefined) throw new errors.InvalidRequest(objection);
      const { address } = this.visitors.of(ctx.req);
      const retryAfterMs = await countStart(this.limits, address, ctx.oidc.client?.clientId ?? '', { what: 'par ' });
      if (retryAfterMs !== undefined) throw oauthRefusal({ code: 'slow_down', retryAfterMs });
    }
    await super.upsert(id, payload, expiresInS);
  }

  override async consume(id = ''): Promise<void> {
    if (!(await this.use(id, REMEMBERED_MS))) {
      throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
    }
    await this.destroy(id);
  }
}
