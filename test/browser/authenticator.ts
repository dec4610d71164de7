import { generateKeyPairSync } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';

/**
 * The authenticator that is built into a phone, as Chromium plays it: it recognises its person, or does not.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/
 */
export class Authenticator {
  readonly #session: CDPSession;
  readonly #authenticatorId: string;

  private constructor(session: CDPSession, authenticatorId: string) {
    this.#session = session;
    this.#authenticatorId = authenticatorId;
  }

  /** For the pages of one tab, from their next load on. */
  static async in(page: Page, { synchronises = false } = {}): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        defaultBackupEligibility: synchronises,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(session, authenticatorId);
  }

  /** Whether it recognises who touches it from now on. */
  async recognises(isUserVerified: boolean): Promise<void> {
    const authenticatorId = this.#authenticatorId;
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }

  /** The ids of what it holds, in base64. */
  async credentialIds(): Promise<readonly string[]> {
    const authenticatorId = this.#authenticatorId;
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId });
    return credentials.map(({ credentialId }) => credentialId);
  }

  /** Gives it a key of its own under the id of somebody else's. */
  async pretend(credentialId: string, rpId: string): Promise<void> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await this.#session.send('WebAuthn.addCredential', {
      authenticatorId: this.#authenticatorId,
      credential: {
        credentialId,
        rpId,
        isResidentCredential: false,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
        signCount: 1_000,
      },
    });
  }
}
