import type { StartRequest } from '@saoma/protocol';
import { LoginClient } from '../login-client.js';
import { isOpen, type LoginState, redirectTarget } from '../login-state.js';
import { type Start, startDirectly } from '../start.js';
import { SaomaApprovedEvent, SaomaProblemEvent, SaomaStateEvent } from './events.js';
import { GROUND_LOOK } from './ground-look.js';
import { LOOK } from './look.js';
import { LoginView } from './login-view.js';
import { sheet } from './nodes.js';
import { isPhone, isSeen } from './place.js';
import { layAside, startOrGoOn, takeUp } from './reload.js';
import { type ActionName, LANGUAGES, type Texts } from './texts.js';

/** A forgotten page may take this many new codes by itself; then it waits for the person. */
const RENEWALS = 3;
/** A line that says "polling" for the blink of a reconnect would only worry people. */
const POLLING_SHOWN_AFTER_MS = 3_000;

/** Attributes of the start without a backend; each is a member of the request, with a dash for its underscore. */
const DIRECT = ['client-id', 'code-challenge', 'redirect-uri', 'state', 'nonce'];

/** Attributes that change what is shown, and not the session. */
const LOOKS = ['lang', 'dir', 'user-code', 'same-device'];

// A page rendered on a server imports this file where there is no HTMLElement.
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<saoma-login>`: the code, what becomes of it, and the way on. Attributes, events, slots and parts are listed in the
 * package's README. Neither the desktop token nor the authorization code is ever in the document.
 */
export class SaomaLoginElement extends Base {
  static readonly observedAttributes: readonly string[] = [...LOOKS, 'start-url', 'broker', ...DIRECT];

  /** What it says, by BCP 47 tag in lower case: add a language of your own, or replace one that is built in. */
  static readonly languages: Map<string, Texts> = LANGUAGES;

  #view: LoginView | undefined;
  #client: LoginClient | undefined;
  #leave: AbortController | undefined;
  #shown: LoginState | undefined;
  #pollingSinceMs: number | undefined;
  #renewals = 0;
  #isRestartDue = false;
  #isTyping = false;
  #wantsCode = false;
  /** The browser was sent on with the approval, which works once. */
  #isGone = false;

  connectedCallback(): void {
    // Moving an element within the document disconnects and connects it: its session goes on.
    if (this.#leave) return;
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    this.#view ??= this.#build();
    const listen = (target: EventTarget, type: string, listener: (event: Event) => void): void =>
      target.addEventListener(type, listener, { signal });
    for (const type of ['online', 'offline']) listen(window, type, () => this.#client?.resync());
    listen(window, 'resize', () => this.#view?.fit());
    listen(window, 'pagehide', () => {
      const startUrl = this.#startUrl();
      if (startUrl !== undefined && !this.#isGone) layAside(startUrl, this.#client);
    });
    listen(window, 'pageshow', (event) => this.#comeBack((event as PageTransitionEvent).persisted));
    listen(document, 'visibilitychange', () => this.#appear());
    listen(LANGUAGES.changes, 'set', () => this.#render());
    this.#begin();
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave?.abort();
      this.#leave = undefined;
      this.#client?.stop();
      this.#client = undefined;
    });
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#leave || before === now) return;
    if (LOOKS.includes(name)) this.#render();
    else this.#beginSoon();
  }

  /** Whose state it shows. Another takes its place when attributes change; `saoma-state` tells. */
  get client(): LoginClient | undefined {
    return this.#client;
  }

  /** For whoever would lose the focus beside it. */
  override focus(options?: FocusOptions): void {
    this.#view?.node.focus(options);
  }

  /** Throws the present code away and takes a new one. */
  restart(): void {
    this.#renewals = 0;
    this.#client?.restart();
  }

  /** Ends the sign-in on both devices. */
  cancel(): void {
    this.#client?.cancel();
  }

  #build(): LoginView {
    const view = new LoginView({
      onAction: (name) => {
        this.#act(name);
      },
      onDigits: (digits) => void this.#client?.check(digits),
    });
    const root = this.attachShadow({ mode: 'open' });
    // The first is for an element beside this one as well.
    root.adoptedStyleSheets = [sheet(GROUND_LOOK), sheet(LOOK)];
    root.append(view.node);
    return view;
  }

  /** Frameworks set attributes one by one; one session is enough for all of them. */
  #beginSoon(): void {
    if (this.#isRestartDue) return;
    this.#isRestartDue = true;
    queueMicrotask(() => {
      this.#isRestartDue = false;
      if (this.#leave) this.#begin();
    });
  }

  #begin(): void {
    this.#client?.stop();
    this.#client = undefined;
    const start = this.#startWay();
    if (!start) return;
    const client = new LoginClient({
      start,
      // Typing takes longer than scanning.
      autoExtend: () => isSeen() && (this.#isTyping || this.hasAttribute('auto-extend') || !!this.#shown?.oneTimeCode),
      isWatched: isSeen,
    });
    this.#client = client;
    client.subscribe(() => {
      if (this.#client === client) this.#follow(client.getSnapshot());
    });
    client.start();
    this.#render();
  }

  #startUrl(): string | undefined {
    const startUrl = this.getAttribute('start-url');
    return startUrl === null ? undefined : new URL(startUrl, document.baseURI).href;
  }

  #startWay(): Start | undefined {
    const startUrl = this.#startUrl();
    if (startUrl !== undefined) return startOrGoOn(startUrl);
    const broker = this.getAttribute('broker');
    if (broker === null) return undefined;
    const members = DIRECT.flatMap((name) => {
      const value = this.getAttribute(name);
      return value === null ? [] : [[name.replace('-', '_'), value]];
    });
    return startDirectly(broker, { ...(Object.fromEntries(members) as StartRequest), code_challenge_method: 'S256' });
  }

  #follow(state: LoginState): void {
    const before = this.#shown;
    const isMove = state.phase !== before?.phase;
    const isReplaced = isMove && this.#isToReplace(state, before);
    // What is replaced at once is not shown.
    if (isReplaced) this.#shown = state;
    else this.#render();
    if (isMove || state.connection !== before.connection) {
      this.dispatchEvent(new SaomaStateEvent(state.phase, state.connection));
    }
    if (state.qrText !== undefined && before?.qrText === undefined) this.#askUserCode();
    if (state.problem && state.problem !== before?.problem) this.dispatchEvent(new SaomaProblemEvent(state.problem));
    if (isReplaced) this.#renew();
    else if (isMove && state.phase === 'approved' && !state.approval?.needsConfirmation) this.#goOn();
  }

  #render(): void {
    const state = this.#client?.getSnapshot();
    if (!state) return;
    this.#shown = state;
    const language = LANGUAGES.at(this);
    const direction = this.getAttribute('dir') ?? language[1].direction ?? 'ltr';
    const mayType = this.#mayType();
    this.#view?.render(this.#calm(state), language, direction, {
      isTyping: mayType && this.#isTyping,
      mayType,
      opensApps: this.#opensApps(),
      wantsCode: this.#wantsCode,
    });
  }

  #mayType(): boolean {
    return this.getAttribute('user-code') !== 'off';
  }

  /** On a phone the code to type is what a link tells the app: where there is none, there are no links. */
  #opensApps(): boolean {
    return this.#mayType() && (this.hasAttribute('same-device') || isPhone());
  }

  /** Asks for the typed code where the person wants to type it, or where a link to an app will carry it. */
  #askUserCode(): void {
    const isCarried = this.#opensApps() && this.#shown?.apps.some(({ scan_link }) => scan_link !== undefined);
    if (!isCarried && !(this.#isTyping && this.#mayType())) return;
    this.#client?.askUserCode(this.getAttribute('user-code') === 'digits' ? 'digits' : undefined);
  }

  /** The state without a fallback that may be over before anybody has read about it. */
  #calm(state: LoginState): LoginState {
    if (state.connection !== 'polling') {
      this.#pollingSinceMs = undefined;
      return state;
    }
    this.#pollingSinceMs ??= performance.now();
    const isLasting = performance.now() - this.#pollingSinceMs >= POLLING_SHOWN_AFTER_MS;
    return isLasting ? state : { ...state, connection: 'live' };
  }

  #act(name: ActionName): void {
    this.#renewals = 0;
    switch (name) {
      case 'goOn':
        this.#goOn();
        return;
      case 'enlarge':
        this.#view?.enlarge();
        return;
      case 'extend':
        this.#client?.extend();
        return;
      case 'typeCode':
        this.#isTyping = !this.#isTyping;
        this.#render();
        this.#askUserCode();
        return;
      case 'copyLink':
        void this.#view?.copy(this.#shown?.userCode?.link ?? '');
        return;
      case 'showCode':
        this.#wantsCode = true;
        this.#render();
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'retry':
      case 'newCode':
      case 'notYou':
      case 'notMe':
        this.restart();
    }
  }

  #goOn(): void {
    const approval = this.#client?.getSnapshot().approval;
    if (!approval || !this.dispatchEvent(new SaomaApprovedEvent(approval))) return;
    const target = this.getAttribute('auto-redirect') === 'off' ? undefined : redirectTarget(approval);
    // The login page leaves the history, so that "back" does not lead to a code that is long used.
    if (target === undefined) return;
    this.#isGone = true;
    location.replace(target);
  }

  /** Whether a session that is over gives way to a new one by itself. */
  #isToReplace({ phase, reason }: LoginState, before?: LoginState): boolean {
    // What was approved and came to nothing must be told, not replaced.
    if (reason !== undefined) return false;
    // Used by somebody who did not see it approved here: by this page itself, before it was loaded anew.
    if (phase === 'redeemed') return before?.phase !== 'approved';
    return phase === 'expired' && isSeen() && this.#renewals < RENEWALS;
  }

  #renew(): void {
    this.#renewals += 1;
    this.#client?.restart();
  }

  #appear(): void {
    if (!isSeen()) return;
    this.#renewals = 0;
    if (this.#shown?.phase === 'expired' && this.#isToReplace(this.#shown)) this.#renew();
    else this.#client?.resync();
  }

  /** Back from the browser's page cache: what was approved then was used then. */
  #comeBack(wasKept: boolean): void {
    if (!wasKept) return;
    // A tab that is duplicated now must not inherit it.
    takeUp();
    if (this.#shown?.phase !== 'approved' && this.#shown && isOpen(this.#shown)) this.#client?.resync();
    else this.restart();
  }
}
