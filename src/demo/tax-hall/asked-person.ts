import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';

/** What became of what a person was asked. */
export type Outcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'confirmed'; readonly name: string; readonly at: number }
  | { readonly kind: 'declined' | 'expired' | 'failed' };

export type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** How long to wait before asking, as the answer to the request has it, or 5 s (OpenID CIBA Core §7.3). */
const DEFAULT_INTERVAL_S = 5;
/** What `slow_down` adds, for all later polls (§11). */
const SLOW_DOWN_S = 5;

/** One poll: tokens, or the `error` of the token endpoint. */
export type Poll = () => Promise<Tokens | string>;

/** One request on its way: asked for now and then, and at once when the broker says that there is something to ask for. */
export class AskedPerson {
  readonly #poll: Poll;
  readonly #onChange: () => void;
  #outcome: Outcome = { kind: 'waiting' };
  #wake: () => void = () => undefined;

  constructor(poll: Poll, onChange: () => void) {
    this.#poll = poll;
    this.#onChange = onChange;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  /** The broker says that the person has decided (§10.2). What it says is no more than that. */
  pinged(): void {
    this.#wake();
  }

  /** Never two polls at once: the second would find spent what the first is being given. */
  async follow(interval = DEFAULT_INTERVAL_S): Promise<void> {
    for (let seconds = interval; this.#outcome.kind === 'waiting';) {
      await this.#pause(seconds);
      const answer = await this.#poll().catch(() => 'unanswered');
      if (answer === 'slow_down') seconds += SLOW_DOWN_S;
      this.#outcome = outcomeOf(answer);
    }
    this.#onChange();
  }

  #pause(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1_000);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  authorization_pending: { kind: 'waiting' },
  slow_down: { kind: 'waiting' },
  // Nobody was there: the next poll may find somebody.
  unanswered: { kind: 'waiting' },
  access_denied: { kind: 'declined' },
  expired_token: { kind: 'expired' },
};

function outcomeOf(answer: Tokens | string): Outcome {
  if (typeof answer === 'string') return OUTCOMES[answer] ?? { kind: 'failed' };
  const claims = answer.claims();
  if (!claims) return { kind: 'failed' };
  const { sub, name } = claims;
  return { kind: 'confirmed', name: typeof name === 'string' ? name : sub, at: Date.now() };
}
