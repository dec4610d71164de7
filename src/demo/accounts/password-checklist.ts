/** Runs in the page of the form: shows while the person types which rules are met. The portal decides, all over again. */
import { factsOfLogin, PASSWORD_RULES } from './password-rules.js';

/** A screen reader is told once the person pauses, not at each key. */
const PAUSE_MS = 700;

const form = document.querySelector<HTMLFormElement>('form.password-form');
if (form) showRulesOf(form);

function showRulesOf(form: HTMLFormElement): void {
  const { wordMet = '', wordMissing = '', all = '', some = '' } = form.dataset;
  const password = form.querySelector<HTMLInputElement>('#password');
  const login = form.querySelector<HTMLInputElement>('#login');
  const summary = form.querySelector('.summary');
  let pause: ReturnType<typeof setTimeout> | undefined;

  password?.addEventListener('input', () => {
    const facts = factsOfLogin(login?.value ?? '');
    const missed = PASSWORD_RULES.filter((rule) => {
      const isMet = rule.isMet(password.value, facts);
      const line = form.querySelector<HTMLElement>(`[data-rule="${rule.id}"]`);
      const state = line?.querySelector('.state');
      if (line) line.dataset['met'] = String(isMet);
      if (state) state.textContent = isMet ? wordMet : wordMissing;
      return !isMet;
    });
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (summary) summary.textContent = missed.length === 0 ? all : some.replace('#', String(missed.length));
    }, PAUSE_MS);
  });
}
