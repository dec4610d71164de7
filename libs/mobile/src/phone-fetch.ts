/** What {@link PhoneClient} sends: a part of `RequestInit`, so that a mini program can serve it too. */
export interface PhoneRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** What {@link PhoneClient} reads of an answer: a part of `Response`. */
export interface PhoneResponse {
  readonly status: number;
  /** `Retry-After` and `DPoP-Nonce` are read; the name comes in small letters. */
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** The platform's `fetch`, or a few lines over whatever a mini program offers. Rejects when no answer came. */
export type PhoneFetch = (url: string, request: PhoneRequest) => Promise<PhoneResponse>;
