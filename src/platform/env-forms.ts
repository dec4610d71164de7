import { isIP } from 'node:net';

/** An IP address or a host name. */
export function isHost(text: string): boolean {
  return isIP(text) > 0 || /^[a-z\d.-]{1,253}$/i.test(text);
}

/** Scheme, host and port as browsers write them: `https://pass.example.cn`. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

/** Nobody on the way can read along: https, or plain on this machine. */
export function isSecure(address: string): boolean {
  return address.startsWith('https:') || (URL.canParse(address) && isLoopback(new URL(address)));
}

const isLoopback = ({ hostname }: URL): boolean => /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);

/** `smtps://user:password@mail.example.cn:465`, and no options of a library behind it. */
export function isMailServer(text: string): boolean {
  if (!/^smtps?:/.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash, username, password } = new URL(text);
  return hostname !== '' && ['', '/'].includes(pathname) && search + hash === '' && isEncoded(username + password);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** `pass@example.cn`, or `Name <pass@example.cn>`. */
export function isSender(text: string): boolean {
  return /^(?:[^<>"\p{Cc}]+ <[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u.test(text);
}

/** Secure, and nothing in it that a request could not carry or would tell. */
export function isWebhook(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return isSecure(text) && username + password + hash === '';
}

/** One key or several, between spaces: the receiver has one of them while they are changed. */
export function isWebhookKeys(text: string): boolean {
  return text.split(' ').every(isWebhookKey);
}

/** A key as Standard Webhooks writes it, of the length it asks for at least. */
function isWebhookKey(text: string): boolean {
  const base64 = /^whsec_(.+)$/.exec(text)?.[1] ?? '';
  const key = Buffer.from(base64, 'base64');
  // Buffer reads anything; only what it would write itself is Base64.
  return key.length >= 24 && key.toString('base64') === base64;
}

/** The entries of a comma-separated list. */
export const list = (text: string): string[] => text.split(',').flatMap((entry) => entry.trim() || []);

/** An address or a CIDR range. */
export function isRange(text: string): boolean {
  const [address = '', prefix = '0', ...rest] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** The number of a network operator: `AS9808`. */
export function isOperatorNumber(text: string): boolean {
  return /^AS\d{1,10}$/.test(text);
}
