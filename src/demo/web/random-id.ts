import { randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses another browser's cookie. */
export const randomId = (): string => randomBytes(32).toString('base64url');

/** Whether a cookie can be one of ours; whatever else a browser sends is not kept. */
export const isId = (text: string | undefined): text is string => text !== undefined && /^[\w-]{43}$/.test(text);
