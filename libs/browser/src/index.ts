export type { Clock } from './clock.js';
export { LoginClient } from './login-client.js';
export type { LoginClientOptions } from './login-client-options.js';
export { LoginProblem, type LoginProblemCode } from './login-problem.js';
export type {
  Approval,
  CodeProblem,
  Command,
  Connection,
  LoginState,
  OneTimeCode,
  Phase,
  UserCode,
} from './login-state.js';
export { redirectTarget } from './login-state.js';
export { makePageKey, type PageKey, type ProofClaims } from './page-key.js';
export { type Start, startAt, startDirectly } from './start.js';
export { SaomaApprovedEvent, SaomaProblemEvent, SaomaStateEvent } from './element/events.js';
export { SaomaLoginElement } from './element/saoma-login-element.js';
export type { Texts } from './element/texts.js';
export { SaomaOneTimeCodeElement } from './one-time-code/saoma-one-time-code-element.js';
export type { OneTimeCodeTexts } from './one-time-code/texts.js';
