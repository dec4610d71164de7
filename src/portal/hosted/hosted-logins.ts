import type { KoaContextWithOIDC } from 'oidc-provider';

/** Sign-ins that a portal asked for by sending the browser to the authorization endpoint. */
export class HostedLogins {
  /** Where the browser goes on from the authorization endpoint. */
  begin(_ctx: KoaContextWithOIDC, interaction: { readonly uid: string }): Promise<string> {
    return Promise.resolve(`/login/${interaction.uid}`);
  }
}
