/** A portal's page that embeds the element. */
import '@saoma/browser/define';
import { type Approval, redirectTarget, SaomaApprovedEvent, SaomaLoginElement } from '@saoma/browser';

const element = document.createElement('saoma-login');
const same: SaomaLoginElement = element;
const found: SaomaLoginElement | null = document.querySelector('saoma-login');
element.restart();
element.cancel();
// @ts-expect-error -- the name of the element is `saoma-login`
document.createElement('saoma-login').reload();

element.addEventListener('saoma-approved', (event) => {
  const approval: Approval = event.approval;
  const target: string | undefined = redirectTarget(approval);
  event.preventDefault();
  console.log(event instanceof SaomaApprovedEvent, target);
  // @ts-expect-error -- the code is the backend's affair, and in no place but the approval
  console.log(event.code);
});
document.addEventListener('saoma-state', ({ phase, connection }) => {
  const isWaiting: boolean = phase === 'waiting' && connection === 'live';
  // @ts-expect-error -- `pending` is the broker's word; on the page it is `waiting`
  console.log(isWaiting, phase === 'pending');
});
window.addEventListener('saoma-problem', ({ problem }) => console.log(problem.code, problem.status));
// @ts-expect-error -- no such event carries an approval
element.addEventListener('saoma-done', ({ approval }) => console.log(approval));

export { found, same };
