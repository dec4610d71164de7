/** A counter of the tax hall, whose clerk has a person confirm in their app who they are and what they want. */
export const TAX_HALL = {
  id: 'tax-hall',
  path: '/demo/tax-hall',
  names: { zh: '云海省办税服务厅', en: 'Yunhai Tax Service Hall' },
} as const;

/** Where it is told that somebody has decided. */
export const PING_PATH = `${TAX_HALL.path}/ping`;

/** What it registered at the broker: a client that names the person and is pinged (OpenID CIBA Core §4). */
export function taxHallEntry(publicOrigin: string, secretSha256: string): object {
  return {
    client_id: TAX_HALL.id,
    names: TAX_HALL.names,
    logo: `${publicOrigin}${TAX_HALL.path}/emblem.svg`,
    domain: new URL(publicOrigin).host,
    client_auth: { method: 'client_secret_basic', secret_sha256: secretSha256 },
    purposes: ['login'],
    trusted_apps: ['etax-app', 'income-tax-app'],
    started_by: ['ciba'],
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: publicOrigin + PING_PATH,
  };
}
