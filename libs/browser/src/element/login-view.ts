import type { LoginState } from '../login-state.js';
import { clockText } from './clock-text.js';
import { type AppLink, type Face, faceOf, type Manner, type Mark } from './faces.js';
import { drawMark } from './marks.js';
import { html, part, write } from './nodes.js';
import { QrPlate } from './qr-plate.js';
import type { Language } from './languages.js';
import { type ActionName, ACTIONS, type Texts } from './texts.js';
import { UserCodeBox } from './user-code-box.js';

/** What the view asks of the element. */
export interface ViewListener {
  onAction(name: ActionName): void;
  onDigits(digits: string): void;
}

/** Members of a face that are one line each, in this order. */
const LINES = ['headline', 'progress', 'hint', 'notice', 'line'] as const;
/** From this width on, the code stands beside the text. */
const WIDE_PX = 520;

/**
 * The nodes of the element. They are made once and then only rewritten, so that focus, screen readers and layout stay
 * where they are while the sign-in moves on.
 */
export class LoginView {
  readonly node: HTMLElement;
  readonly #plate = new QrPlate();
  readonly #plateBox = html('div', { class: 'plate' }, this.#plate.node);
  readonly #stage = part('div', 'stage');
  readonly #heading = part('h2', 'heading');
  readonly #lines = LINES.map((name) => [name, part('p', name, { id: name })] as const);
  readonly #userCode = new UserCodeBox();
  readonly #steps = [html('li'), html('li'), html('li')];
  readonly #stepsSlot = html('slot', { name: 'steps' }, part('ol', 'steps', {}, ...this.#steps));
  readonly #countdown = part('p', 'countdown', { role: 'timer' });
  readonly #digits = html('input', {
    part: 'field',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '16',
    required: '',
    dir: 'ltr',
    'aria-describedby': 'notice',
  });
  readonly #sendDigits = html('button', { class: 'due', part: 'button confirm' });
  readonly #form = html('form', { novalidate: '', hidden: '' }, this.#digits, this.#sendDigits);
  readonly #links = part('div', 'links');
  readonly #buttons: readonly (readonly [ActionName, HTMLButtonElement])[];
  readonly #close = html('button', { type: 'button' });
  readonly #large = html('dialog', { part: 'large' }, this.#close);
  #mark: Mark | undefined;
  #triesLeft: number | undefined;
  #shownLinks = '';

  constructor(listener: ViewListener) {
    this.#buttons = ACTIONS.map((name) => {
      const button = html('button', { type: 'button', part: `button ${name}` });
      button.addEventListener('click', () => {
        listener.onAction(name);
      });
      return [name, button];
    });
    // Of what a live region says, only what changed is to be spoken.
    const status = part(
      'div',
      'status',
      { role: 'status', 'aria-atomic': 'false' },
      ...this.#lines.map(([, line]) => line),
      this.#userCode.node,
    );
    const actions = part('div', 'actions', {}, ...this.#buttons.map(([, button]) => button));
    const story = html(
      'div',
      { class: 'story' },
      status,
      this.#links,
      this.#countdown,
      this.#stepsSlot,
      this.#form,
      actions,
    );
    const heading = html('slot', { name: 'heading' }, this.#heading);
    this.node = html(
      'div',
      { class: 'panel', role: 'group', tabindex: '-1' },
      heading,
      this.#stage,
      story,
      this.#large,
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const field = this.#digits;
      // As they were pasted, or came out of a keyboard for Chinese.
      field.value = field.value.normalize('NFKC').replace(/[\s-]/g, '');
      if (field.reportValidity()) listener.onDigits(field.value);
    });
    this.#close.addEventListener('click', () => {
      this.#large.close();
    });
    this.#large.addEventListener('close', () => {
      if (this.#mark === 'code') this.#stage.append(this.#plateBox);
      this.fit();
    });
    const sizes = new ResizeObserver(() => {
      this.fit();
    });
    sizes.observe(this.node);
    sizes.observe(this.#stage);
  }

  /** Shows the code as large as the window allows; Escape or a click brings it back. */
  enlarge(): void {
    this.#large.prepend(this.#plateBox);
    this.#large.showModal();
    this.fit();
  }

  /** Copies the link of the typed code. */
  copy(link: string): Promise<void> {
    return this.#userCode.copy(link);
  }

  /** Takes the measures of window and element again. */
  fit(): void {
    this.node.classList.toggle('wide', this.node.clientWidth >= WIDE_PX);
    const largest = Math.min(window.innerWidth, window.innerHeight - 64) - 64;
    this.#plate.fit(this.#large.open ? largest : this.#stage.clientWidth);
  }

  render(state: LoginState, [language, general]: Language<Texts>, direction: string, manner: Manner): void {
    const texts = { ...general, ...general.purposes?.[state.purpose] };
    const face = faceOf(state, texts, manner);
    const hadFocus = (this.node.getRootNode() as ShadowRoot).activeElement;
    this.node.lang = language;
    this.node.dir = direction;
    this.node.setAttribute('part', `panel ${state.phase}`);
    this.node.setAttribute('aria-label', texts.heading);
    write(this.#heading, texts.heading);
    this.#steps.forEach((step, i) => {
      write(step, texts.steps[i] ?? '');
    });
    // A new code by itself must not take the large one away from whoever needs it.
    const isStillCode = state.phase === 'waiting' || (state.phase === 'starting' && !face.line);
    this.#showMark(face.mark, face.mark === 'code' || (face.mark === 'busy' && isStillCode));
    if (face.mark === 'code') this.#plate.show(state.qrText ?? '', texts.codeLabel);
    else this.#plate.clear();
    this.#large.setAttribute('aria-label', texts.codeLabel);
    for (const [name, line] of this.#lines) write(line, face[name] ?? '');
    this.#userCode.show(face.userCode, texts);
    this.#stepsSlot.hidden = face.mark !== 'code' || face.userCode !== undefined || face.asksDigits !== undefined;
    this.#countdown.hidden = state.phase !== 'waiting' || face.mark === 'busy';
    write(this.#countdown, `${texts.countdown} ${clockText(state.remainingMs)}`);
    this.#askDigits(face, hadFocus);
    // Digits that did not arrive can be sent again; those that were wrong are of no use.
    if (state.check?.triesLeft !== this.#triesLeft) this.#digits.value = '';
    this.#triesLeft = state.check?.triesLeft;
    write(this.#sendDigits, texts.actions.goOn);
    write(this.#close, texts.actions.close);
    this.#showLinks(face.links ?? []);
    for (const [name, button] of this.#buttons) {
      button.hidden = !face.actions.includes(name);
      button.classList.toggle('due', face.isAnswerDue === true && face.actions[0] === name);
      if (name === 'typeCode') button.setAttribute('aria-expanded', String(manner.isTyping));
      write(button, texts.actions[name]);
    }
    // A control that disappears under the focus would send it to the top of the page.
    if (hadFocus?.getClientRects().length === 0) this.node.focus({ preventScroll: true });
  }

  #askDigits({ asksDigits, isWrong, headline }: Face, hadFocus: Element | null): void {
    const isAskedNow = asksDigits !== undefined && this.#form.hidden;
    this.#form.hidden = asksDigits === undefined;
    this.node.classList.toggle('asking', asksDigits !== undefined);
    this.#digits.setAttribute('aria-label', headline);
    this.#digits.pattern = `\\d{${asksDigits ?? 0}}`;
    if (isWrong) this.#digits.setAttribute('aria-invalid', 'true');
    else this.#digits.removeAttribute('aria-invalid');
    // Who looks from the phone to the page types at once, unless they are busy elsewhere on it.
    if (isAskedNow && (hadFocus ?? document.activeElement === document.body))
      this.#digits.focus({ preventScroll: true });
  }

  /** Links are made anew only when they differ, lest the focus on one be lost. */
  #showLinks(links: readonly AppLink[]): void {
    const key = JSON.stringify(links);
    if (key === this.#shownLinks) return;
    this.#shownLinks = key;
    this.#links.replaceChildren(
      ...links.map(({ text, href }) => {
        // An app that is a web page must not take this one's place: it waits. A scheme of its own would leave a blank tab.
        const target = /^http/i.test(href) ? '_blank' : '_self';
        return html('a', { class: 'due', part: 'button open', href, target }, text);
      }),
    );
  }

  #showMark(mark: Mark, mayBeLarge: boolean): void {
    if (!mayBeLarge) this.#large.close();
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#stage.classList.toggle('code', mark === 'code');
    if (mark !== 'code') this.#stage.replaceChildren(drawMark(mark));
    else this.#stage.replaceChildren(...(this.#large.open ? [] : [this.#plateBox]));
    this.fit();
  }
}
