export { base32 } from './base32.js';
export { isCreditCode } from './credit-code.js';
export { FRAME_LENGTH, FRAME_MS, FRAMES_PER_SESSION, frameIndex, frameMessage, frameText } from './frame.js';
export type {
  Approvals,
  AppSummary,
  CheckRequest,
  DenyReason,
  DesktopContext,
  EndReason,
  LocalizedText,
  MaskedContact,
  OneTimeCodeRequest,
  ProveRequest,
  QrParameters,
  RefusedScan,
  SentCode,
  SessionMessage,
  SocketParameters,
  StartAnswer,
  StartRequest,
  UserCodeAlphabet,
  UserCodeAnswer,
  UserCodeRequest,
} from './messages.js';
export type {
  ApproveRequest,
  ApprovingApp,
  Channel,
  CheckByScanRequest,
  Consent,
  Decision,
  DenyRequest,
  NotificationRequest,
  PendingRequests,
  PortalSummary,
  RequestCodeRequest,
  RequiredAuthentication,
  ScanOutcome,
  ScanRequest,
  SentRequest,
  SignedInDesktop,
  SignedInDesktops,
  SignOutReason,
} from './phone-messages.js';
export { CHANNELS, SIGN_OUT_REASONS } from './phone-messages.js';
export { DENY_REASONS, DESKTOP_NAMESPACE, END_REASONS, REFUSED_SCANS, SESSION_EVENT, SOCKET_PATH } from './messages.js';
export type { AmrValue, ApproverRule, Contact, ContactChannel, Identity, IdentityType, LoginHint } from './people.js';
export { CONTACT_CHANNELS, IDENTITY_TYPES, SELF } from './people.js';
export type { Problem, ProblemCode, ProblemDefinition, Retry } from './problems.js';
export { isProblem, PROBLEMS, problem } from './problems.js';
export type { KnownComputer, Nearness, Risk, RiskReason } from './risk.js';
export { COMPUTERS, NEARNESS, RISK_REASONS, RISKS } from './risk.js';
export type { QrText } from './qr-text.js';
export { encodeQrText, encodeUserCodeLink, parseQrText, parseUserCodeLink, SESSION_ID_LENGTH } from './qr-text.js';
export type { DecisionStatement, StatedDecision, StatedHashes, StatedIdentity, StatedView } from './statements.js';
export { STATEMENT_TYPE, statedIdentity, statementOf } from './statements.js';
export { formatUserCode, parseUserCode, USER_CODE_ALPHABETS, userCodeAlphabet, userCodeCheck } from './user-code.js';
export type { Flow, Purpose, State, TerminalState, VisibleState } from './states.js';
export { FLOWS, isTerminal, PURPOSES, STATES, TERMINAL_STATES, VISIBLE_STATES } from './states.js';
