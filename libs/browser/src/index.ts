export type { Clock } from './clock.js';
export { LoginClient, type LoginClientOptions } from './login-client.js';
export { LoginProblem, type LoginProblemCode } from './login-problem.js';
export type { Approval, Command, Connection, LoginState, Phase, UserCode } from './login-state.js';
export { redirectTarget } from './login-state.js';
export { type Start, startAt, startDirectly } from './start.js';
export { SaomaApprovedEvent, SaomaProblemEvent, SaomaStateEvent } from './element/events.js';
export { SaomaLoginElement } from './element/saoma-login-element.js';
export type { Texts } from './element/texts.js';
