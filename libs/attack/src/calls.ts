import type { RawAnswer } from '@saoma/testing';

/** What an attacker changes about a call. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, a string as it is, parameters as a form. */
  readonly body?: object | string | URLSearchParams | undefined;
  /** As `Authorization: Bearer`. */
  readonly token?: string | undefined;
  /** A proof of a page's key. */
  readonly proof?: string | undefined;
  readonly origin?: string | undefined;
}

/** Who makes bare calls to a broker. */
export interface Calls {
  /** The broker's public origin. */
  readonly origin: string;
  /** One request, and its answer as it came: no redirect is followed, no stream is read. */
  call(method: string, path: string, options?: CallOptions): Promise<RawAnswer>;
}
