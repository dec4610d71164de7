import {
  type AppSummary,
  DESKTOP_NAMESPACE,
  encodeQrText,
  encodeUserCodeLink,
  FRAME_MS,
  isTerminal,
  type QrParameters,
  type SessionMessage,
  formatUserCode,
  SOCKET_PATH,
  type StartAnswer,
  type UserCodeAnswer,
} from '@saoma/protocol';
import type { Started } from './desktop-broker.js';
import { approvalsOf } from './approvals.js';
import { endReason, isExpired, remainingMs } from './follow.js';
import type { Registry } from './ports.js';
import { contactsOf } from './one-time-codes.js';
import { CHECK_CODE_DIGITS, ONE_TIME_CODE_DIGITS, type Secrets } from './secrets.js';
import type { Snapshot } from './step.js';
import { CHECK_TRIES, FIRST_PAUSE_MS, ONE_TIME_CODE_TRIES } from './transitions.js';
import { maskContact, maskName } from './mask.js';

/** The session as the waiting page may see it. While pending or scanned nothing in it is about the person. */
export class SessionView {
  readonly #secrets: Secrets;
  readonly #registry: Registry;
  readonly #origin: string;

  constructor(secrets: Secrets, registry: Registry, origin: string) {
    this.#secrets = secrets;
    this.#registry = registry;
    this.#origin = origin;
  }

  started({ token, snapshot }: Started): StartAnswer {
    const { session_id, desktop_jkt } = snapshot.record;
    return {
      session_id,
      desktop_token: token,
      expires_in_ms: remainingMs(snapshot),
      qr: this.#qr(snapshot),
      socket: { url: this.#origin.replace(/^http/, 'ws'), path: SOCKET_PATH, namespace: DESKTOP_NAMESPACE },
      events_uri: `${this.#origin}/v1/sessions/${session_id}/events`,
      apps: this.#apps(snapshot),
      ...(desktop_jkt !== undefined && { desktop_jkt }),
    };
  }

  /** A typed code as the page shows it; `userCode` is bare. */
  userCode(userCode: string): UserCodeAnswer {
    return { user_code: formatUserCode(userCode), link: encodeUserCodeLink(this.#origin, userCode) };
  }

  message(snapshot: Snapshot): SessionMessage {
    const { record } = snapshot;
    const isOver = isExpired(snapshot) || !(isTerminal(record.state) || this.#secrets.knows(record.kid));
    const state = isOver ? 'expired' : record.state;
    const app = record.app !== undefined && this.#registry.app(record.app);
    const reason = endReason(snapshot);
    const approvals = approvalsOf(record);
    const isRefusedYet = state === 'pending' || state === 'scanned';
    return {
      session_id: record.session_id,
      purpose: record.purpose,
      rev: Number(record.rev),
      state,
      expires_in_ms: isOver ? 0 : remainingMs(snapshot),
      // What was sent to a person is opened, and never scanned.
      ...((state === 'pending' || state === 'checking') && record.flow !== 'ciba' && { qr: this.#qr(snapshot) }),
      ...(state === 'checking' && {
        check: { digits: CHECK_CODE_DIGITS, tries_left: CHECK_TRIES - Number(record.check_tries ?? 0) },
      }),
      ...(state === 'pending' && this.#oneTimeCodes(snapshot)),
      ...(isRefusedYet && record.refused !== undefined && { refused: record.refused }),
      ...(approvals && { approvals }),
      ...(app && { phone: { app: { names: app.names } } }),
      ...(state === 'approved' && this.#result(snapshot)),
      ...(reason !== undefined && { reason }),
    };
  }

  /** The text of the code with its current frame, for a picture made here. */
  qrText({ record, nowMs }: Snapshot): string {
    const { session_id: sessionId, kid } = record;
    const frame = this.#secrets.frameAt(kid, sessionId, nowMs - Number(record.created_at));
    return encodeQrText({ origin: this.#origin, sessionId, frame });
  }

  /** The apps that may claim the session, as they were fixed at its start. */
  #apps({ record }: Snapshot): readonly AppSummary[] {
    return (record.trusted_apps ?? '').split(' ').flatMap((issuer) => {
      const app = this.#registry.app(issuer);
      return app ? [{ names: app.names, ...(app.scanLink !== undefined && { scan_link: app.scanLink }) }] : [];
    });
  }

  /** The way beside the code: where one-time codes may be sent, and the one that can be typed now. */
  #oneTimeCodes({ record, nowMs }: Snapshot): Partial<SessionMessage> {
    if (record.contacts === undefined) return {};
    const { one_time_code_channel: channel, one_time_code_sent_at: sentAt } = record;
    const pauseMs = FIRST_PAUSE_MS * 2 ** (Number(record.one_time_codes ?? 1) - 1);
    return {
      contacts: contactsOf(record, this.#secrets).map((contact) => ({
        channel: contact.channel,
        to: maskContact(contact),
      })),
      ...(channel !== undefined && {
        one_time_code: {
          channel,
          digits: ONE_TIME_CODE_DIGITS,
          tries_left: ONE_TIME_CODE_TRIES - Number(record.one_time_code_tries ?? 0),
          resend_in_ms: Math.max(0, Number(sentAt) + pauseMs - nowMs),
        },
      }),
    };
  }

  #qr({ record, nowMs }: Snapshot): QrParameters {
    return {
      url: encodeQrText({ origin: this.#origin, sessionId: record.session_id, frame: '' }),
      frame_key: this.#secrets.frameKey(record.kid, record.session_id).toString('base64url'),
      frame_ms: FRAME_MS,
      elapsed_ms: nowMs - Number(record.created_at),
    };
  }

  /** What takes the page home: the code for its portal's backend (RFC 6749 §4.1.2, RFC 9207 §2). */
  #result({ record }: Snapshot): Partial<SessionMessage> {
    const { app, person, phone_key: phoneKey } = record;
    if (app === undefined || person === undefined || phoneKey === undefined) return {};
    const portal = this.#registry.portal(record.client_id);
    const name = portal?.showName ? record.person_name : undefined;
    return {
      // What is polled for is collected with the token that polls.
      ...(record.redirect_uri !== undefined && {
        code: this.#secrets.authorizationCode(record.kid, record.session_id, { app, person, phoneKey }),
        redirect_uri: record.redirect_uri,
      }),
      ...(record.state_param !== undefined && { state_param: record.state_param }),
      iss: this.#origin,
      ...(name !== undefined && { person: { name: maskName(name) } }),
      ...((portal?.confirmOnDesktop === 'always' || record.confirm !== undefined) && { confirm: true }),
    };
  }
}
