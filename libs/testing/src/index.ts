export type { LoginState, Phase } from '@saoma/browser';
export type { BrokerNode } from './broker-package.js';
export { type AnswersCall, type CallbackAnswer, CallbackReceiver, type ReceivedCall } from './callback-receiver.js';
export { DesktopDevice, type DesktopDeviceOptions } from './desktop-device.js';
export { type LogoutClaims, LogoutReceiver } from './logout-receiver.js';
export {
  type CallOverrides,
  PhoneDevice,
  type PhoneDeviceOptions,
  type ShowsCode,
  type TestPerson,
} from './phone-device.js';
export {
  type Attempt,
  PortalBackend,
  type PortalBackendOptions,
  type PortalTokens,
  type StartExtras,
} from './portal-backend.js';
export type { PortalAuthMethod, PortalAuthRegistration, PortalCredentials } from './portal-keys.js';
export type { PolicyRuleRegistration, PortalRegistration, StartedBy } from './portal-registration.js';
export type { RawAnswer } from './raw-answer.js';
export { type Route, routeTo } from './route.js';
export {
  type BrokerPlan,
  type BrokerSettings,
  type Registered,
  type RunningBroker,
  startBroker,
} from './start-broker.js';
export {
  type AccessTokenFacts,
  type AppAlgorithm,
  type AppRegistration,
  TestApp,
  type TestAppOptions,
  type TokenOverrides,
} from './test-app.js';
