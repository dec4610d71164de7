export type { Attack, Need } from './attack.js';
export { ATTACKS } from './attacks/table.js';
export type { CallOptions, Calls } from './calls.js';
export { Canary } from './canary.js';
export { command, type Output } from './command.js';
export {
  type FreshKit,
  type Kit,
  type KitApp,
  type KitLures,
  type KitPortal,
  makeKit,
  type OpenKit,
  openKit,
  type OpenLures,
} from './kit.js';
export type { Screen } from './progress.js';
export type { ExitCode } from './report.js';
export { requestsOf, type Result, runAttacks, type RunOptions } from './run.js';
export type { Target } from './target.js';
export type { Verdict } from './verdict.js';
export type { WaitingPage } from './waiting-page.js';
