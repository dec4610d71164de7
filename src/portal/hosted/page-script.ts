/**
 * What the page does beside the element: it goes back to the portal when the person cancels and when time is over, but not
 * while somebody is approving. A page whose request is gone is loaded anew, to say so.
 */
export const PAGE_SCRIPT = `
const login = document.querySelector('saoma-login');
const busy = ['scanned', 'checking', 'approved'];
let phase = '';
let isOver = false;
let isGone = false;
const go = (form) => {
  if (!isGone) document.getElementById(form).requestSubmit();
};
document.addEventListener('submit', () => {
  if (isGone) return;
  isGone = true;
  login.cancel();
});
login.addEventListener('saoma-state', (event) => {
  phase = event.phase;
  const { reason } = login.client?.getSnapshot() ?? {};
  if (phase === 'cancelled' && reason === undefined) go('cancel');
  else if (isOver && !busy.includes(phase)) go('timeout');
});
login.addEventListener('saoma-problem', ({ problem }) => {
  if (phase === 'failed' && problem.status === 404) location.reload();
});
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
setTimeout(() => {
  isOver = true;
  if (!busy.includes(phase)) go('timeout');
}, Number(document.querySelector('main').dataset.remainingMs));
`;
