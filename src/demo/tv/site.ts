/** A programme on television for which one signs in: a client without a browser, a keyboard or a secret. */
export const YUNHAI_TV = {
  id: 'yunhai-tv',
  names: { zh: '云海政务电视', en: 'Yunhai Public Services on TV' },
} as const;

/** What it registered at the broker: a public client of the device grant (RFC 8628 §3.1). */
export function tvEntry(publicOrigin: string): object {
  return {
    client_id: YUNHAI_TV.id,
    names: YUNHAI_TV.names,
    domain: new URL(publicOrigin).host,
    client_auth: { method: 'none' },
    purposes: ['login'],
    trusted_apps: ['etax-app', 'income-tax-app'],
    started_by: ['device'],
  };
}
