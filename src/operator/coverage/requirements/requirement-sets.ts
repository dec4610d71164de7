import type { RequirementSet } from '../requirement.js';
import { APPLICATION_SECURITY } from './application-security.js';
import { CROSS_DEVICE } from './cross-device.js';
import { LOGIN_FLAWS } from './login-flaws.js';
import { OUT_OF_BAND } from './out-of-band.js';

/** All that a broker is held against, in the order in which the report tells it. */
export const REQUIREMENT_SETS: readonly RequirementSet[] = [
  CROSS_DEVICE,
  OUT_OF_BAND,
  APPLICATION_SECURITY,
  LOGIN_FLAWS,
];
