/**
 * Runs in every page with a QR code. What the page is about may end while the page waits; its site then refuses a new
 * code, and Retry cannot help: the page gives way to what its address answers now.
 */
import type { SaomaProblemEvent } from '@saoma/browser';

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 429;

document.addEventListener('saoma-problem', ({ problem }: SaomaProblemEvent) => {
  // The broker's own refusals have codes, and the element knows what to say of them.
  if (problem.code === 'bad_answer' && isRefusal(problem.status)) void leaveIfOver();
});

async function leaveIfOver(): Promise<void> {
  // Not the address as it is: with a fragment in it nothing would be loaded. Nor by a reload, which sends forms again.
  const address = location.pathname + location.search;
  const answer = await fetch(address).catch(() => undefined);
  // A page that would come back as it was is refused for another reason, and would come back for ever.
  if (answer && (answer.redirected || isRefusal(answer.status))) location.replace(address);
}
