import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Registry } from '../core/ports.js';

type Metadata = Record<string, unknown>;

type Middleware = (ctx: AnyContext, next: () => Promise<unknown>) => Promise<void>;

/** `oidc` is absent where no route of the library's answered. */
type AnyContext = Pick<KoaContextWithOIDC, 'body'> & { readonly oidc?: Pick<KoaContextWithOIDC['oidc'], 'route'> };

/**
 * Puts right what the library says of every server and is not so here, and adds what only we know. To be used as a
 * middleware of the library's.
 * @see OpenID Connect Discovery §3, RFC 8414 §2
 */
export function truthfulMetadata(registry: Registry): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.oidc?.route !== 'discovery') return;
    const metadata = ctx.body as Metadata;
    ctx.body = { ...metadata, ...corrections(metadata, registry) };
  };
}

function corrections(metadata: Metadata, registry: Registry): Metadata {
  const { token_endpoint_auth_methods_supported: methods } = metadata;
  const { token_endpoint_auth_signing_alg_values_supported: algorithms } = metadata;
  const levels = [...new Set(registry.apps().flatMap(({ acr = [] }) => acr))].sort();
  return {
    // A code in a fragment or a form's body is of no use to a backend, and one way back is easier to guard than three.
    response_modes_supported: ['query'],
    ui_locales_supported: ['zh', 'en'],
    ...(levels.length > 0 && { acr_values_supported: levels }),
    // Left out, they would mean client_secret_basic alone (RFC 8414 §2).
    introspection_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: algorithms,
  };
}
