import { randomInt } from 'node:crypto';
import {
  ClientSecretBasic,
  type Configuration,
  genericGrantRequest,
  initiateBackchannelAuthentication,
  ResponseBodyError,
} from 'openid-client';
import { ExpiringMap } from '../web/expiring-map.js';
import { providerAt } from '../web/provider.js';
import { randomId } from '../web/random-id.js';
import { AskedPerson, type Tokens } from './asked-person.js';

/** A person at a counter looks into their phone at once, or has none with them. */
const EXPIRY_S = 180;
const GRANT = 'urn:openid:params:grant-type:ciba';
/** Longer than any request lives. */
const KEPT_MS = 15 * 60_000;
const MOST = 1_000;

/** Nothing that is taken for something else when it is read aloud. */
const LETTERS = 'CDFHJKMNPRTWXY34679';
const BINDING_LENGTH = 5;

interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The tax hall's side of CIBA, with a client library and nothing else. */
export class Counter {
  readonly #discover: () => Promise<Configuration>;
  /** By the token with which the broker calls back. */
  readonly #asked = new ExpiringMap<{ readonly authReqId: string; readonly person: AskedPerson }>(KEPT_MS, MOST);

  constructor({ issuer, clientId, clientSecret }: Settings) {
    this.#discover = providerAt(issuer, clientId, ClientSecretBasic(clientSecret));
  }

  /**
   * Asks whoever has this number to confirm. Whether there is somebody is told to nobody: then nobody answers.
   * @param bindingMessage stands on the counter's screen and on the phone
   * @throws what the library throws: ResponseBodyError where the broker refuses
   * @see OpenID CIBA Core §7.1
   */
  async ask(
    taxpayerNumber: string,
    bindingMessage: string,
    languageTag: string,
    onChange: () => void,
  ): Promise<AskedPerson> {
    const configuration = await this.#discover();
    const token = randomId();
    const { auth_req_id: authReqId, interval } = await initiateBackchannelAuthentication(configuration, {
      scope: 'openid profile',
      login_hint: `account:${taxpayerNumber}`,
      binding_message: bindingMessage,
      requested_expiry: String(EXPIRY_S),
      client_notification_token: token,
      ui_locales: languageTag,
    });
    const poll = async (): Promise<Tokens | string> => {
      try {
        return await genericGrantRequest(configuration, GRANT, { auth_req_id: authReqId });
      } catch (error) {
        if (error instanceof ResponseBodyError && error.status < 500) return error.error;
        throw error;
      }
    };
    const person = new AskedPerson(poll, onChange);
    this.#asked.set(token, { authReqId, person });
    void person.follow(interval);
    return person;
  }

  /** Whether this is a ping for one of ours (§10.2). */
  ping(token: string, authReqId: unknown): boolean {
    const asked = this.#asked.get(token);
    if (asked?.authReqId !== authReqId) return false;
    asked?.person.pinged();
    return true;
  }
}

/** A few characters that the person finds on their phone again. */
export const makeBindingMessage = (): string =>
  Array.from({ length: BINDING_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
