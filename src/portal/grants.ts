/** Grant types that are not of RFC 6749: RFC 8628 §3.4, OpenID CIBA Core §10.1. */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba';
