import { createHash } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { ExpiringMap } from '../../web/expiring-map.js';
import type { Verification } from '../issuer.js';
import { keyOf, type Phone, type Phones } from '../phones.js';

/** A person looks for the right finger, is disturbed, begins again. */
const CHALLENGE_MS = 120_000;
const MOST_CHALLENGES = 10_000;

/** What a challenge was made for; it serves for nothing else. */
type Ceremony = 'registration' | 'authentication';

/**
 * Quick unlock: a WebAuthn credential of the phone's own authenticator, used only after it has verified the person by
 * fingerprint, face or screen lock. Bound to one person on one phone.
 * @see https://www.w3.org/TR/webauthn-3/
 */
export class QuickUnlock {
  readonly #origin: string;
  readonly #appName: string;
  readonly #phones: Phones;
  /** The phone that each challenge was made for. */
  readonly #challenges = new ExpiringMap<string>(CHALLENGE_MS, MOST_CHALLENGES);

  constructor({ origin, appName, phones }: { origin: string; appName: string; phones: Phones }) {
    this.#origin = origin;
    this.#appName = appName;
    this.#phones = phones;
  }

  /**
   * What the phone's authenticator is asked for, to turn quick unlock on. `undefined` where nobody is signed in: an
   * unlock takes the place of a sign-in and does not make one. Nor where it is on: who may be locked out must not be
   * able to put another credential in its place.
   */
  async askForCredential(phone: Phone): Promise<PublicKeyCredentialCreationOptionsJSON | undefined> {
    if (!this.#mayTurnOn(phone)) return undefined;
    const options = await generateRegistrationOptions({
      rpName: this.#appName,
      rpID: this.#rpId,
      userName: phone.person.name,
      // The same for a person every time, so that an authenticator replaces what it had; tells nothing (§14.6.1).
      userID: new Uint8Array(createHash('sha256').update(`${this.#appName} ${phone.person.id}`).digest()),
      timeout: CHALLENGE_MS,
      authenticatorSelection: {
        authenticatorAttachment: 'platform',
        residentKey: 'discouraged',
        userVerification: 'required',
      },
    });
    this.#remember('registration', options.challenge, phone);
    return options;
  }

  /**
   * From now on a good credential unlocks the app for this person on this phone. How the person was verified when it was
   * made, which counts as an unlock does; `undefined` when it is not good.
   */
  async turnOn(phone: Phone, response: RegistrationResponseJSON): Promise<Verification | undefined> {
    if (!this.#mayTurnOn(phone)) return undefined;
    const { registrationInfo } = await verified(() =>
      verifyRegistrationResponse({ response, ...this.#expected('registration', phone) }),
    );
    if (!registrationInfo || !this.#phones.bind(phone, registrationInfo.credential)) return undefined;
    return verificationBy(registrationInfo.credentialDeviceType);
  }

  /** What the phone's authenticator is to sign, to unlock the app. `undefined` where quick unlock is not on. */
  async askForUnlock(phone: Phone): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
    const credential = this.#phones.credential(phone);
    if (!credential) return undefined;
    const options = await generateAuthenticationOptions({
      rpID: this.#rpId,
      allowCredentials: [{ id: credential.id, transports: ['internal'] }],
      timeout: CHALLENGE_MS,
      userVerification: 'required',
    });
    this.#remember('authentication', options.challenge, phone);
    return options;
  }

  /** How the person was verified just now; `undefined` when they were not. */
  async unlock(phone: Phone, response: AuthenticationResponseJSON): Promise<Verification | undefined> {
    const credential = this.#phones.credential(phone);
    if (!credential) return undefined;
    // The library looks at the signature only, not at whose it says it is (§7.2, step 5).
    if (response.id !== credential.id) return undefined;
    const { authenticationInfo } = await verified(() =>
      verifyAuthenticationResponse({ response, credential, ...this.#expected('authentication', phone) }),
    );
    if (!authenticationInfo) return undefined;
    const { newCounter, credentialDeviceType } = authenticationInfo;
    this.#phones.bind(phone, { ...credential, counter: newCounter });
    return verificationBy(credentialDeviceType);
  }

  #mayTurnOn(phone: Phone): boolean {
    return this.#phones.get(phone) !== undefined && this.#phones.credential(phone) === undefined;
  }

  get #rpId(): string {
    return new URL(this.#origin).hostname;
  }

  #remember(ceremony: Ceremony, challenge: string, phone: Phone): void {
    this.#challenges.set(`${ceremony} ${challenge}`, keyOf(phone));
  }

  #expected(ceremony: Ceremony, phone: Phone) {
    return {
      // Taken and not looked at: a challenge serves once, however it ends.
      expectedChallenge: (challenge: string) => this.#challenges.take(`${ceremony} ${challenge}`) === keyOf(phone),
      expectedOrigin: this.#origin,
      expectedRPID: this.#rpId,
      requireUserVerification: true,
    };
  }
}

/** What the library throws is its "no"; an answer that came from a page is never a reason to fail. */
async function verified<Answer extends { readonly verified: boolean }>(
  verify: () => Promise<Answer>,
): Promise<Answer | { readonly registrationInfo?: never; readonly authenticationInfo?: never }> {
  const answer = await verify().catch(() => undefined);
  return answer?.verified ? answer : {};
}

/**
 * What an unlock is worth now, in the words of RFC 8176 §2, and no more than the authenticator has signed:
 * `hwk` when the key cannot leave the device and `swk` when it may be synchronised (backup eligibility, WebAuthn
 * §6.1.3), `user` because somebody was there, `mfa` because the authenticator verified the person before it used the
 * key. Whether by `fpt`, `face` or `pin` it does not say.
 */
function verificationBy(device: 'singleDevice' | 'multiDevice'): Verification {
  const key = device === 'singleDevice' ? 'hwk' : 'swk';
  return { acr: 'aal2', amr: [key, 'user', 'mfa'], atSeconds: Math.floor(Date.now() / 1_000) };
}
