/** Names under which the ports are bound in app.module. */
export const SESSIONS = Symbol('SessionStore');
export const DOCUMENTS = Symbol('DocumentStore');
export const REGISTRY = Symbol('Registry');
export const LIMITS = Symbol('Limits');
export const CLOCK = Symbol('Clock');
export const RANDOM = Symbol('Random');
export const SIGNER = Symbol('TicketSigner');
export const LOCKS = Symbol('LockStore');
export const PORTAL_TOKENS = Symbol('PortalTokens');
export const FETCH_KEYS = Symbol('FetchKeys');
/** The public origin, as text: `https://pass.example.cn`. */
export const BROKER_ORIGIN = Symbol('public origin');
