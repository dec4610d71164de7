import { PASSWORD_RULES, type PasswordRuleId, RECENT_RULE } from '../accounts/password-rules.js';
import { field } from '../site/field.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { TEXTS } from './texts.js';

/** What is wrong with a new passphrase: rules that it breaks, or that the two fields differ. */
export type Complaint = readonly PasswordRuleId[] | 'not_repeated' | undefined;

/**
 * Sets a passphrase: the fields are `permit`, `password` and `again`. Made for the checklist of the password form, which tells
 * while the person types what is missing.
 */
export function passphraseForm(
  language: Language,
  { action, login, permit, complaint }: { action: string; login: string; permit: string; complaint: Complaint },
): Html {
  const texts = TEXTS[language];
  const broken = typeof complaint === 'object' ? complaint : [];
  return html`<form
    method="post"
    action="${action}"
    class="password-form"
    data-word-met="${texts.rule.met}"
    data-word-missing="${texts.rule.missing}"
    data-all="${texts.rule.all}"
    data-some="${texts.rule.some}"
  >
    <input type="hidden" name="permit" value="${permit}" />
    <div class="field">
      <label for="login">${texts.creditCode}</label>
      <input id="login" value="${login}" autocomplete="username" readonly />
    </div>
    ${field({
      name: 'password',
      label: texts.newPassphrase,
      type: 'password',
      autocomplete: 'new-password',
      problem: broken.length > 0 ? texts.rulesBroken : undefined,
    })}
    <section class="password-rules" aria-labelledby="rules">
      <h2 id="rules">${texts.rulesTitle}</h2>
      <ul class="rules">
        ${[...PASSWORD_RULES, { ...RECENT_RULE, texts: texts.recentRule }].map(
          ({ id, texts: rule }) =>
            html`<li data-rule="${id}" ${broken.includes(id) ? html`data-met="false"` : undefined}>
              ${typeof rule === 'string' ? rule : rule[language]}
              <span class="state">${broken.includes(id) ? texts.rule.missing : undefined}</span>
            </li>`,
        )}
      </ul>
      <p class="summary" role="status"></p>
    </section>
    ${field({
      name: 'again',
      label: texts.again,
      type: 'password',
      autocomplete: 'new-password',
      problem: complaint === 'not_repeated' ? texts.notRepeated : undefined,
    })}
    <button>${texts.set}</button>
  </form>`;
}
