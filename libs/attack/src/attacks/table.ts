import type { Attack } from '../attack.js';
import { approveDenyRace } from './approve-deny-race.js';
import { blockedKey } from './blocked-key.js';
import { checkCodeGuessing } from './check-code-guessing.js';
import { clientChosenId } from './client-chosen-id.js';
import { crossPortal } from './cross-portal.js';
import { crossPurpose } from './cross-purpose.js';
import { dataInStatus } from './data-in-status.js';
import { doubleScan } from './double-scan.js';
import { falseStatement } from './false-statement.js';
import { foreignOriginSocket } from './foreign-origin-socket.js';
import { foreignOrigin } from './foreign-origin.js';
import { openRedirect } from './open-redirect.js';
import { oversizeBody } from './oversize-body.js';
import { pollFlood } from './poll-flood.js';
import { predictableId } from './predictable-id.js';
import { registeredAddress } from './registered-address.js';
import { relayDelay } from './relay-delay.js';
import { replayedApproval } from './replayed-approval.js';
import { replayedCode } from './replayed-code.js';
import { replayedPageProof } from './replayed-page-proof.js';
import { replayedProof } from './replayed-proof.js';
import { replayedScan } from './replayed-scan.js';
import { reusableCode } from './reusable-code.js';
import { screenshotLater } from './screenshot-later.js';
import { slowBody } from './slow-body.js';
import { socketGarbage } from './socket-garbage.js';
import { ssrf } from './ssrf.js';
import { staleNonce } from './stale-nonce.js';
import { stolenDesktopToken } from './stolen-desktop-token.js';
import { subjectInBody } from './subject-in-body.js';
import { tokenConfusion } from './token-confusion.js';
import { typedCodeGuessing } from './typed-code-guessing.js';
import { unboundSession } from './unbound-session.js';

/** Every attack, in the order in which they are run: what floods comes after what must not meet a limit. */
export const ATTACKS: readonly Attack[] = [
  unboundSession,
  reusableCode,
  predictableId,
  clientChosenId,
  subjectInBody,
  dataInStatus,
  relayDelay,
  screenshotLater,
  doubleScan,
  replayedScan,
  replayedApproval,
  replayedProof,
  replayedPageProof,
  stolenDesktopToken,
  replayedCode,
  approveDenyRace,
  falseStatement,
  blockedKey,
  crossPortal,
  crossPurpose,
  foreignOrigin,
  foreignOriginSocket,
  tokenConfusion,
  openRedirect,
  ssrf,
  registeredAddress,
  typedCodeGuessing,
  checkCodeGuessing,
  socketGarbage,
  oversizeBody,
  slowBody,
  pollFlood,
  // Last, so that its nonce has grown old meanwhile.
  staleNonce,
];
