import type { LocalizedText } from '@saoma/protocol';
import { field } from '../site/field.js';
import { html, type Html } from '../web/html.js';
import type { Language } from '../web/language.js';
import { PASSWORD_RULES, type PasswordRuleId, RECENT_RULE } from './password-rules.js';

/** What a site with this form serves besides its own files, by their names below its path. */
export const PASSWORD_FORM_FILES: Readonly<Record<string, URL>> = {
  'password-form.css': new URL('./static/password-form.css', import.meta.url),
  'password-checklist.js': new URL('./password-checklist.js', import.meta.url),
  'password-rules.js': new URL('./password-rules.js', import.meta.url),
};

/** For the `head` of a page with the form. @param path of the site */
export const passwordFormHead = (path: string): Html =>
  html`<link rel="stylesheet" href="${path}/password-form.css" />
    <script type="module" src="${path}/password-checklist.js"></script>`;

export interface PasswordForm {
  readonly action: string;
  /** Whose password it is: what they sign in with. */
  readonly login: string;
  /** The id of the permit under which it is set, if it is set under one. */
  readonly permit?: string | undefined;
  /** Whether the present password is asked for. */
  readonly asksPresent?: boolean;
  readonly problems?: PasswordProblems | undefined;
}

export interface PasswordProblems {
  readonly broken?: readonly PasswordRuleId[];
  /** The two fields differ. */
  readonly isMistyped?: boolean;
  /** What was wrong with the present password, in words. */
  readonly present?: string | undefined;
}

const TEXTS = {
  account: { zh: '账号', en: 'Account' },
  present: { zh: '当前密码', en: 'Present password' },
  password: { zh: '新密码', en: 'New password' },
  again: { zh: '再次输入新密码', en: 'New password again' },
  rules: { zh: '密码要求', en: 'What the password must be' },
  rulesHint: {
    zh: '保存时还会核对您登记的手机号码、邮箱、姓名和以前的密码。',
    en: 'On saving it is also compared with your phone number, e-mail and name on file, and with your former passwords.',
  },
  broken: {
    zh: '密码没有保存：有标出的要求未满足。',
    en: 'The password was not saved: a marked requirement is not met.',
  },
  mistyped: { zh: '两次输入的新密码不一致。', en: 'The two entries are not the same.' },
  endOthers: {
    zh: '同时退出其他电脑和手机上已登录的本账号',
    en: 'Also sign out everywhere else',
  },
  save: { zh: '保存新密码', en: 'Save the new password' },
  never: {
    zh: '密码只由您本人保管，不要告诉家人、同事或自称工作人员的人。',
    en: 'Keep it to yourself: not even family, colleagues or staff need your password.',
  },
} as const satisfies Record<string, LocalizedText>;

/** What the script says of the rules, as the person types. */
const STATE_TEXTS = {
  met: { zh: '已满足', en: 'met' },
  missing: { zh: '未满足', en: 'not met' },
  all: { zh: '各项要求均已满足。', en: 'All requirements are met.' },
  some: { zh: '还有 # 项要求未满足。', en: 'Requirements not met yet: #.' },
} as const satisfies Record<string, LocalizedText>;

/** Sets a password. The fields are `permit`, `present`, `password`, `again` and the box `end_others`. */
export function passwordForm(
  language: Language,
  { action, login, permit, asksPresent, problems = {} }: PasswordForm,
): Html {
  const broken = problems.broken ?? [];
  const isRefused = broken.length > 0;
  return html`<form
    method="post"
    action="${action}"
    class="password-form"
    data-word-met="${STATE_TEXTS.met[language]}"
    data-word-missing="${STATE_TEXTS.missing[language]}"
    data-all="${STATE_TEXTS.all[language]}"
    data-some="${STATE_TEXTS.some[language]}"
  >
    ${permit === undefined ? undefined : html`<input type="hidden" name="permit" value="${permit}" />`}
    <div class="field">
      <label for="login">${TEXTS.account[language]}</label>
      <input id="login" value="${login}" autocomplete="username" readonly />
    </div>
    ${
      asksPresent
        ? field({
            name: 'present',
            label: TEXTS.present[language],
            type: 'password',
            autocomplete: 'current-password',
            problem: problems.present,
          })
        : undefined
    }
    ${field({
      name: 'password',
      label: TEXTS.password[language],
      type: 'password',
      autocomplete: 'new-password',
      problem: isRefused ? TEXTS.broken[language] : undefined,
    })}
    <section class="password-rules" aria-labelledby="rules">
      <h2 id="rules">${TEXTS.rules[language]}</h2>
      <ul class="rules">
        ${[...PASSWORD_RULES, RECENT_RULE].map(
          ({ id, texts }) =>
            html`<li data-rule="${id}" ${broken.includes(id) ? html`data-met="false"` : undefined}>
              ${texts[language]}
              <span class="state">${broken.includes(id) ? STATE_TEXTS.missing[language] : undefined}</span>
            </li>`,
        )}
      </ul>
      <p class="hint">${TEXTS.rulesHint[language]}</p>
      <p class="summary" role="status"></p>
    </section>
    ${field({
      name: 'again',
      label: TEXTS.again[language],
      type: 'password',
      autocomplete: 'new-password',
      problem: problems.isMistyped ? TEXTS.mistyped[language] : undefined,
    })}
    <label class="choice"><input type="checkbox" name="end_others" checked /> ${TEXTS.endOthers[language]}</label>
    <button>${TEXTS.save[language]}</button>
    <p class="hint">${TEXTS.never[language]}</p>
  </form>`;
}
