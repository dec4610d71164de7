/**
 * The code that a link opened the app with, behind `#`, where it reaches no server. Taken once: neither the address
 * nor the history keeps it.
 */
export function takeArrival(): string | undefined {
  const text = location.hash.slice(1);
  if (text === '') return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return text;
}

/** An app that is open already is sent the next code by a change of its address alone: it starts over with that. */
export function startOverOnArrival(): void {
  window.addEventListener('hashchange', () => location.reload());
}
