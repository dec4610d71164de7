export { base32 } from './base32.js';
export { FRAME_LENGTH, FRAME_MS, FRAMES_PER_SESSION, frameIndex, frameMessage, frameText } from './frame.js';
export type {
  AppSummary,
  ApproveRequest,
  Consent,
  Decision,
  DenyReason,
  DenyRequest,
  DesktopContext,
  EndReason,
  LocalizedText,
  PendingRequests,
  PortalSummary,
  QrParameters,
  RefusedScan,
  ScanOutcome,
  ScanRequest,
  SessionMessage,
  SocketParameters,
  StartAnswer,
  StartRequest,
  UserCodeAlphabet,
  UserCodeAnswer,
  UserCodeRequest,
} from './messages.js';
export { DENY_REASONS, DESKTOP_NAMESPACE, END_REASONS, REFUSED_SCANS, SESSION_EVENT, SOCKET_PATH } from './messages.js';
export type { Problem, ProblemCode, ProblemDefinition, Retry } from './problems.js';
export { isProblem, PROBLEMS, problem } from './problems.js';
export type { QrText } from './qr-text.js';
export { encodeQrText, encodeUserCodeLink, parseQrText, parseUserCodeLink, SESSION_ID_LENGTH } from './qr-text.js';
export { formatUserCode, parseUserCode, USER_CODE_ALPHABETS } from './user-code.js';
export type { Purpose, State, TerminalState, VisibleState } from './states.js';
export { isTerminal, PURPOSES, STATES, TERMINAL_STATES, VISIBLE_STATES } from './states.js';
