/** Often enough that a code is there when a person looks up. */
const REFRESH_MS = 1_000;

const MESSAGES = '#messages';
const GATEWAY = '#gateway';

/** Asks for this page as it would be now, and takes over what changed. What is on the screen stays where it is. */
async function refresh(): Promise<void> {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const items = (page: Document): HTMLElement[] => [...page.querySelectorAll<HTMLElement>(`${MESSAGES} > li`)];
  const known = new Set(items(document).map(({ dataset }) => dataset['id']));
  const fresh = items(now).filter(({ dataset }) => !known.has(dataset['id']));
  // One by one and never anew: a screen reader says what is added.
  document.querySelector(MESSAGES)?.prepend(...fresh);
  const gateway = document.querySelector<HTMLElement>(GATEWAY);
  const gatewayNow = now.querySelector<HTMLElement>(GATEWAY);
  if (gatewayNow && gateway?.dataset['state'] !== gatewayNow.dataset['state']) gateway?.replaceWith(gatewayNow);
}

const repeat = (): void => void refresh().then(() => setTimeout(repeat, REFRESH_MS));
repeat();
