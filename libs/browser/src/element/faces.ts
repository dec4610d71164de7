import type { LoginState, Phase } from '../login-state.js';
import type { ActionName, Texts } from './texts.js';

/** What stands in the square: the code, or a sign of what is going on. */
export type Mark = 'code' | 'busy' | 'phone' | 'done' | 'stopped';

/** How the person goes about it, besides what the session says. */
export interface Manner {
  /** Asked for the code to type. */
  readonly isTyping: boolean;
  /** May ask for it. */
  readonly mayType: boolean;
  /** The page is open on the phone itself, where an app can be opened and nobody can scan. */
  readonly opensApps: boolean;
  /** Wants the code even there. */
  readonly wantsCode: boolean;
}

/** What the element shows. Everything not named is hidden. */
export interface Face {
  readonly mark: Mark;
  readonly headline: string;
  /** How far those who must approve are. */
  readonly progress?: string | undefined;
  readonly hint?: string | undefined;
  /** What is wrong for the moment. */
  readonly notice?: string | undefined;
  /** How news arrive, where that is not as it should be. */
  readonly line?: string | undefined;
  /** Ways into the apps on this phone. */
  readonly links?: readonly AppLink[];
  readonly userCode?: string | undefined;
  readonly actions: readonly ActionName[];
  /** The first action is what most people want next. */
  readonly isAnswerDue?: boolean;
  /** So many digits are to be typed. */
  readonly asksDigits?: number;
  /** Those that were typed last are not right. */
  readonly isWrong?: boolean | undefined;
}

export interface AppLink {
  readonly text: string;
  readonly href: string;
}

const SOON_MS = 30_000;
/** Where the broker does not say. */
const CHECK_DIGITS = 6;
/** Web and apps' own schemes; what runs in the page, or shows what it brings itself, opens no app. */
const OPENS = /^(?!(javascript|vbscript|data|blob|file|about):)[a-z][a-z\d+.-]*:/i;

type MakeFace = (state: LoginState, texts: Texts, manner: Manner) => Face;

const ENDED = { mark: 'stopped', actions: ['newCode'], isAnswerDue: true } as const;

/** More is to be said than the phase does. */
const ended: MakeFace = ({ reason = 'declined' }, t) => ({ ...ENDED, headline: t.ended[reason] });

const FACES: Readonly<Record<Phase, MakeFace>> = {
  starting: ({ connection }, t) => ({
    mark: 'busy',
    headline: t.starting,
    actions: connection === 'offline' ? ['retry'] : [],
  }),
  waiting: ({ qrText, remainingMs, extendable, userCode, failed, approvals, apps }, t, manner) => {
    // A code whose time is over, while its end is not confirmed yet, must not be scanned any more.
    const isAlive = qrText !== undefined && remainingMs > 0;
    const isEnding = isAlive && remainingMs <= SOON_MS;
    const ways = manner.opensApps ? apps.filter(({ scan_link = '' }) => OPENS.test(scan_link)) : [];
    const isHere = ways.length > 0 && !manner.wantsCode;
    const isTyped = manner.isTyping && userCode !== undefined;
    const offered: readonly (ActionName | false)[] = [
      isEnding && extendable && 'extend',
      manner.mayType && 'typeCode',
      isTyped && 'copyLink',
      isHere ? 'showCode' : 'enlarge',
      'newCode',
      'cancel',
    ];
    return {
      mark: !isAlive ? 'busy' : isHere ? 'phone' : 'code',
      headline: isHere ? t.here : t.waiting,
      progress: approvals && t.approvals(approvals.given, approvals.needed),
      hint: isEnding ? t.soon : undefined,
      notice:
        failed === 'user-code' && (manner.isTyping || isHere)
          ? t.noUserCode
          : failed === 'extend' && isEnding
            ? t.tryAgain
            : undefined,
      // The typed code goes behind `#`, where no server sees it. It identifies the session and grants nothing.
      links: userCode
        ? ways.map(({ names, scan_link }) => ({
            text: t.openIn(names[t.names]),
            href: `${scan_link}#${userCode.text}`,
          }))
        : [],
      userCode: isTyped ? userCode.text : undefined,
      actions: offered.filter((name) => name !== false),
    };
  },
  scanned: ({ appNames }, t) => ({
    mark: 'phone',
    headline: t.scanned(appNames?.[t.names]),
    hint: t.scannedHint,
    actions: ['notYou', 'cancel'],
  }),
  checking: ({ qrText, check, failed }, t) => ({
    mark: qrText === undefined ? 'phone' : 'code',
    headline: t.checking(check?.digits ?? CHECK_DIGITS),
    hint: t.checkHint,
    notice: failed ? t.tryAgain : check?.isWrong ? t.checkWrong(check.triesLeft) : undefined,
    asksDigits: check?.digits ?? CHECK_DIGITS,
    isWrong: check?.isWrong,
    actions: ['notYou', 'enlarge', 'cancel'],
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
  denied: ended,
  cancelled: (_, t) => ({ ...ENDED, headline: t.cancelled }),
  expired: (_, t) => ({ ...ENDED, headline: t.expired, hint: t.expiredHint }),
  failed: ({ problem }, t) => ({
    ...ENDED,
    headline: t.failed,
    hint: t.failedHint(problem?.code ?? 'bad_answer'),
    actions: ['retry'],
  }),
};

/** Phases in which it matters to the person how news arrive. */
const LISTENING: readonly Phase[] = ['starting', 'waiting', 'scanned', 'checking'];

/** The face of a state. */
export function faceOf(state: LoginState, texts: Texts, manner: Manner): Face {
  const { phase, connection, problem, reason, refused, apps } = state;
  const made = (reason ? ended : FACES[phase])(state, texts, manner);
  const face = refused
    ? { ...made, notice: texts.refused[refused](apps.map(({ names }) => names[texts.names])) }
    : made;
  if (connection === 'live' || !LISTENING.includes(phase)) return face;
  // Whoever answers is there, and it is not the person's network that has to be looked at.
  return { ...face, line: connection === 'offline' && problem?.status ? texts.busy : texts[connection] };
}
