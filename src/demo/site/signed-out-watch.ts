/**
 * Runs in every page of somebody who is signed in. Once their phone has signed this computer out, the page says so and
 * shows nothing of theirs any more.
 */
const EVENTS = new URL('sign-out-events', import.meta.url);

let events: EventSource | undefined;

/** Only while somebody can see the page: a browser has few lines to one site, and a page is told anew when it comes back. */
function listen(): void {
  if (document.visibilityState === 'hidden') return hush();
  if (events) return;
  events = new EventSource(EVENTS);
  events.addEventListener('signed-out', tell);
}

function hush(): void {
  events?.close();
  events = undefined;
}

function tell(): void {
  document.removeEventListener('visibilitychange', listen);
  hush();
  const words = document.querySelector<HTMLTemplateElement>('template#signed-out')?.content.cloneNode(true);
  if (!words) return location.reload();
  document.querySelector('.masthead .account')?.remove();
  document.querySelector('main')?.replaceChildren(words);
  const heading = document.querySelector('main h1');
  document.title = heading?.textContent ?? document.title;
  if (heading instanceof HTMLElement) heading.focus();
}

document.addEventListener('visibilitychange', listen);
listen();
