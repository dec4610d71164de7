import { PhoneError } from '@saoma/mobile';

/** Asks the app's own backend. Its refusals are answers too; rejects with `network` when none came. */
export function askBackend(path: string, question: object): Promise<Response> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) };
  return fetch(path, request).catch((cause: unknown) => {
    // The same to the person, and tried again in the same way, as a broker that cannot be reached.
    throw new PhoneError('network', 'the app’s backend was not reached', { cause });
  });
}
