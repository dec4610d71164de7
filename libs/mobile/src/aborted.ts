/** Throws why the caller gave up, if they did. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortReason(signal);
}

/** Calls back with the reason when the caller gives up; returns how to stop listening. */
export function onAbort(signal: AbortSignal | undefined, callback: (reason: Error) => void): () => void {
  const listener = (): void => {
    if (signal) callback(abortReason(signal));
  };
  signal?.addEventListener('abort', listener);
  return () => signal?.removeEventListener('abort', listener);
}

/** The signal's own reason, as `fetch` rejects with; React Native's signals carry none. */
function abortReason({ reason }: { readonly reason?: unknown }): Error {
  return reason instanceof Error ? reason : Object.assign(new Error('aborted'), { name: 'AbortError' });
}
