export type { CallOptions, ConsentReference, DecidedView, PhoneClientOptions, SignOutOptions } from './phone-client.js';
export { PhoneClient } from './phone-client.js';
export { PhoneError } from './phone-error.js';
export type { PhoneFetch, PhoneRequest, PhoneResponse } from './phone-fetch.js';
export type { DecisionSigner } from './signed-statement.js';
export type { ScannedText } from './read-code.js';
export { type PhoneErrorCode, tellOutcome } from './tell.js';
