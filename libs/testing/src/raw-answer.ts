/** An answer as it came, for tests that look at refusals. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the answer, or its text where it is none. */
  readonly body: unknown;
}

/** Reads an answer to its end without judging it. */
export async function rawAnswer(response: Response): Promise<RawAnswer> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(headers.get('content-type') ?? '');
  return { status, headers, body: isJson ? JSON.parse(text) : text };
}
