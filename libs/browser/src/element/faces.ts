import type { LoginState, Phase } from '../login-state.js';
import { type ActionName, type Language, TEXTS, type Texts } from './texts.js';

/** What stands in the square: the code, or a sign of what is going on. */
export type Mark = 'code' | 'busy' | 'phone' | 'done' | 'stopped';

/** What the element shows. Everything not named is hidden. */
export interface Face {
  readonly mark: Mark;
  readonly headline: string;
  readonly hint?: string | undefined;
  /** What is wrong for the moment, and passes by itself. */
  readonly notice?: string | undefined;
  readonly actions: readonly ActionName[];
  /** The first action is what most people want next. */
  readonly isAnswerDue?: boolean;
  readonly asksDigits?: boolean;
}

const SOON_MS = 30_000;

type MakeFace = (state: LoginState, texts: Texts, language: Language) => Face;

const FACES: Readonly<Record<Phase, MakeFace>> = {
  starting: ({ connection }, t) => ({
    mark: 'busy',
    headline: t.starting,
    actions: connection === 'offline' ? ['retry'] : [],
  }),
  waiting: ({ qrText, remainingMs, extendable }, t) => {
    // A code whose time is over, while its end is not confirmed yet, must not be scanned any more.
    const isShown = qrText !== undefined && remainingMs > 0;
    const isEnding = isShown && remainingMs <= SOON_MS;
    return {
      mark: isShown ? 'code' : 'busy',
      headline: t.waiting,
      hint: isEnding ? t.soon : undefined,
      actions: [...(isEnding && extendable ? (['extend'] as const) : []), 'enlarge', 'newCode', 'cancel'],
    };
  },
  scanned: ({ appNames }, t, language) => ({
    mark: 'phone',
    headline: t.scanned(appNames?.[language]),
    hint: t.scannedHint,
    actions: ['notYou', 'cancel'],
  }),
  checking: ({ check }, t) => ({
    mark: 'phone',
    headline: t.checking(check?.digits ?? 2),
    hint: check?.isWrong ? t.checkWrong(check.triesLeft) : undefined,
    asksDigits: true,
    actions: ['notYou', 'cancel'],
  }),
  approved: ({ approval }, t) =>
    approval?.needsConfirmation
      ? {
          mark: 'done',
          headline: t.confirm(approval.personName),
          hint: t.confirmHint,
          actions: ['goOn', 'notMe'],
          isAnswerDue: true,
        }
      : { mark: 'busy', headline: t.approved, actions: [] },
  redeemed: (_, t) => ({ mark: 'done', headline: t.redeemed, actions: [] }),
  denied: ({ reason }, t) => ({
    mark: 'stopped',
    headline: t.denied[reason === 'not_me' || reason === 'check_failed' ? reason : 'declined'],
    actions: ['newCode'],
    isAnswerDue: true,
  }),
  cancelled: (_, t) => ({ mark: 'stopped', headline: t.cancelled, actions: ['newCode'], isAnswerDue: true }),
  expired: (_, t) => ({ mark: 'stopped', headline: t.expired, actions: ['newCode'], isAnswerDue: true }),
  failed: ({ problem }, t) => ({
    mark: 'stopped',
    headline: t.failed,
    hint: t.failedHint(problem?.code ?? 'bad_answer'),
    actions: ['retry'],
    isAnswerDue: true,
  }),
};

/** Phases in which it matters to the person how news arrive. */
const LISTENING: readonly Phase[] = ['starting', 'waiting', 'scanned', 'checking'];

/** The face of a state. */
export function faceOf(state: LoginState, language: Language): Face {
  const texts: Texts = TEXTS[language];
  const face = FACES[state.phase](state, texts, language);
  if (state.connection === 'live' || !LISTENING.includes(state.phase)) return face;
  return { ...face, notice: texts[state.connection] };
}
