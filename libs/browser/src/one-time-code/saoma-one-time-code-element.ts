import type { ContactChannel } from '@saoma/protocol';
import type { SaomaLoginElement } from '../element/saoma-login-element.js';
import { sheet } from '../element/nodes.js';
import type { LoginClient } from '../login-client.js';
import { codeFaceOf } from './code-face.js';
import { CodeView } from './code-view.js';
import { ONE_TIME_CODE_LOOK } from './look.js';
import { ONE_TIME_CODE_LANGUAGES, type OneTimeCodeTexts } from './texts.js';

// A page rendered on a server imports this file where there is no HTMLElement.
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<saoma-one-time-code for="…">`: another way to prove oneself, beside the `<saoma-login>` of that id and by its session,
 * where the portal named contacts. Nothing is shown where it did not. What becomes of the session is the other element's
 * affair.
 */
export class SaomaOneTimeCodeElement extends Base {
  static readonly observedAttributes: readonly string[] = ['for', 'lang', 'dir'];

  /** What it says, by BCP 47 tag in lower case: add a language of your own, or replace one that is built in. */
  static readonly languages: Map<string, OneTimeCodeTexts> = ONE_TIME_CODE_LANGUAGES;

  readonly #look = sheet(ONE_TIME_CODE_LOOK);
  #root: ShadowRoot | undefined;
  #view: CodeView | undefined;
  #leave: AbortController | undefined;
  #client: LoginClient | undefined;
  #unsubscribe = (): void => undefined;
  #busy: 'send' | 'prove' | undefined;
  #isIncomplete = false;
  #hadCode = false;

  connectedCallback(): void {
    this.#view ??= this.#build();
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    // The other element may come later, and takes a new client when its attributes change: what it tells comes by here.
    this.getRootNode().addEventListener('saoma-state', () => this.#follow(), { signal });
    ONE_TIME_CODE_LANGUAGES.changes.addEventListener('set', () => this.#render(), { signal });
    this.#follow();
  }

  disconnectedCallback(): void {
    this.#leave?.abort();
    this.#take(undefined);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#follow();
  }

  #build(): CodeView {
    const view = new CodeView({
      onSend: (channel) => void this.#send(channel),
      onCode: (code, isComplete) => void this.#prove(code, isComplete),
    });
    this.#root = this.attachShadow({ mode: 'open' });
    this.#root.append(view.node);
    return view;
  }

  #login(): SaomaLoginElement | null {
    const root = this.getRootNode() as Document | ShadowRoot;
    return root.getElementById?.(this.getAttribute('for') ?? '') as SaomaLoginElement | null;
  }

  #follow(): void {
    const login = this.#login();
    this.#take(login?.client);
    // It looks as the element beside it does, whose first style sheet is for both.
    const [ground] = login?.shadowRoot?.adoptedStyleSheets ?? [];
    if (ground && this.#root) this.#root.adoptedStyleSheets = [ground, this.#look];
    this.#render();
  }

  #take(client: LoginClient | undefined): void {
    if (client === this.#client) return;
    this.#unsubscribe();
    this.#client = client;
    this.#unsubscribe = client?.subscribe(() => this.#render()) ?? this.#unsubscribe;
  }

  #render(): void {
    const state = this.#client?.getSnapshot();
    const language = ONE_TIME_CODE_LANGUAGES.at(this);
    const manner = { busy: this.#busy, isIncomplete: this.#isIncomplete, hadCode: this.#hadCode };
    const face = state && codeFaceOf(state, language[1], manner, performance.now());
    const hadFocus = this.#root?.activeElement;
    // What is being sent may still come to nothing.
    if (face?.digits !== undefined) this.#hadCode = true;
    this.#view?.render(face, language, this.getAttribute('dir') ?? language[1].direction ?? 'ltr');
    if (hadFocus && !face) this.#login()?.focus({ preventScroll: true });
  }

  async #send(channel: ContactChannel): Promise<void> {
    this.#hadCode = false;
    await this.#wait('send', this.#client?.sendCode(channel));
    this.#view?.clear();
    const { activeElement } = this.getRootNode() as Document | ShadowRoot;
    if (!activeElement || activeElement === this || activeElement === document.body) this.#view?.focusField();
  }

  async #prove(code: string, isComplete: boolean): Promise<void> {
    this.#isIncomplete = !isComplete;
    this.#render();
    if (!isComplete) return;
    await this.#wait('prove', this.#client?.prove(code));
    if (this.#client?.getSnapshot().codeProblem?.code === 'one_time_code_wrong') this.#view?.clear();
  }

  async #wait(busy: 'send' | 'prove', answer: Promise<void> | undefined): Promise<void> {
    this.#busy = busy;
    this.#isIncomplete = false;
    this.#render();
    await answer;
    this.#busy = undefined;
    this.#render();
  }
}
