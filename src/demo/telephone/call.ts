import { type PhoneClient, PhoneError, type PhoneErrorCode } from '@saoma/mobile';
import { type Consent, USER_CODE_ALPHABETS } from '@saoma/protocol';
import type { Person } from '../people.js';
import { waitText } from '../site/time-text.js';
import type { Language } from '../web/language.js';
import { PIN_DIGITS, type PinGuard } from './service-pins.js';
import { readOut, VOICE } from './voice.js';

/** What the voice says, and what it then waits for. Without `keys` it has hung up. */
export interface Turn {
  readonly say: readonly string[];
  readonly keys?: Keys;
}

interface Keys {
  /** One key is an answer by itself; more are ended with the hash key. */
  readonly most: number;
  /** Not to be shown while they are pressed. */
  readonly secret?: true;
}

const KEYS = {
  pin: { most: PIN_DIGITS, secret: true },
  code: { most: USER_CODE_ALPHABETS.digits.length },
  decision: { most: 1 },
} as const satisfies Readonly<Record<string, Keys>>;

/** Who types the wrong thing so often in one call is told to call again. */
const TRIES_IN_A_CALL = 3;

/** What the broker says that has a sentence of its own here; the rest is told in the client's words. */
const REFUSED: Partial<Readonly<Record<PhoneErrorCode, 'notByTelephone' | 'notYours'>>> = {
  app_not_trusted: 'notByTelephone',
  identity_required: 'notByTelephone',
  insufficient_user_authentication: 'notByTelephone',
  not_for_you: 'notYours',
};

/** Somebody who is known by number and PIN. */
export interface Caller {
  readonly person: Person;
  /** Epoch seconds. */
  readonly verifiedAtSeconds: number;
}

interface CallOptions {
  /** Whose telephone it is, as the network says. */
  readonly owner: Person;
  readonly language: Language;
  readonly pins: PinGuard;
  /** The broker, in the name of the caller. */
  readonly connect: (caller: Caller) => PhoneClient;
}

/** What the caller was read and has not answered. */
interface Question {
  readonly broker: PhoneClient;
  readonly view: Consent;
}

/**
 * One call of the service line: PIN, the digits on the screen, what they stand for, yes or no. The line never approves by
 * itself: what is approved was read out in this very call.
 */
export class Call {
  readonly #options: CallOptions;
  readonly #voice: (typeof VOICE)[Language];
  #take: (keys: string) => Promise<Turn> = (typed) => this.#takePin(typed);
  #wrong = 0;
  #question: Question | undefined;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#voice = VOICE[options.language];
  }

  /** What the caller hears first. */
  answer(): Turn {
    return { say: [this.#voice.welcome, this.#voice.enterPin], keys: KEYS.pin };
  }

  /** The caller's answer to what was said last: digits, or a star. */
  press(keys: string): Promise<Turn> {
    return this.#take(keys);
  }

  /** Who hangs up has not agreed, and the computer need not wait for them. It may be over already, though. */
  async hangUp(): Promise<void> {
    const question = this.#question;
    this.#question = undefined;
    await question?.broker.deny(question.view, 'declined').catch(ignoreRefusal);
  }

  async #takePin(typed: string): Promise<Turn> {
    const { owner, language, pins, connect } = this.#options;
    const voice = this.#voice;
    const check = pins.check(owner.id, typed);
    if (check === 'wrong') return this.#again(voice.pinWrong, voice.enterPin, KEYS.pin);
    if (check !== 'right') return this.#end(voice.pinLocked(waitText(language, check.lockedMs)));
    const broker = connect({ person: owner, verifiedAtSeconds: Math.floor(Date.now() / 1_000) });
    this.#wrong = 0;
    this.#take = (code) => this.#told(() => this.#takeCode(broker, code));
    return { say: [voice.pinRight(owner.name), voice.enterCode], keys: KEYS.code };
  }

  async #takeCode(broker: PhoneClient, typed: string): Promise<Turn> {
    const question = { broker, view: await broker.scan(typed) };
    this.#question = question;
    this.#take = (key) => this.#told(() => this.#takeDecision(question, key));
    return { say: readOut(question.view, this.#options.language), keys: KEYS.decision };
  }

  async #takeDecision({ broker, view }: Question, key: string): Promise<Turn> {
    const voice = this.#voice;
    switch (key) {
      case '1': {
        const { check_code: digits } = await broker.approve(view);
        this.#question = undefined;
        return this.#end(voice.approved, ...(digits === undefined ? [] : [voice.checkCode(digits)]));
      }
      case '2':
        this.#question = undefined;
        await broker.deny(view, 'declined');
        return this.#end(voice.declined);
      case '*':
        return { say: readOut(view, this.#options.language), keys: KEYS.decision };
      default:
        return { say: [voice.noSuchKey, voice.choose], keys: KEYS.decision };
    }
  }

  /** Tells the caller what went wrong; after a slip of the finger they may try again. */
  async #told(take: () => Promise<Turn>): Promise<Turn> {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      // What the caller is told did not work must not have worked.
      await this.hangUp();
      const { code, retryAfterMs, tell } = error;
      const voice = this.#voice;
      if (code === 'user_code_wrong' || code === 'not_ours') {
        return this.#again(voice.codeWrong, voice.enterCode, KEYS.code);
      }
      const { language } = this.#options;
      if (code === 'slow_down' && retryAfterMs !== undefined) {
        return this.#end(voice.tooManyTries(waitText(language, retryAfterMs)));
      }
      const refused = REFUSED[code];
      return this.#end(refused === undefined ? tell[language] : voice[refused]);
    }
  }

  #again(complaint: string, question: string, keys: Keys): Turn {
    this.#wrong += 1;
    if (this.#wrong >= TRIES_IN_A_CALL) return this.#end(complaint, this.#voice.callLater);
    return { say: [complaint, question], keys };
  }

  #end(...say: readonly string[]): Turn {
    return { say: [...say, this.#voice.goodbye] };
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof PhoneError)) throw error;
}
