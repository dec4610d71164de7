import {
  type AuthenticationResponseJSON,
  platformAuthenticatorIsAvailable,
  type PublicKeyCredentialCreationOptionsJSON as CredentialOptions,
  type PublicKeyCredentialRequestOptionsJSON as UnlockOptions,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

export type { CredentialOptions, UnlockOptions };

/** Whether this phone can verify its person. Credentials belong to a name, never to an address (WebAuthn §5.1.3). */
export async function canVerifyPerson(): Promise<boolean> {
  const isAddress = /^[\d.]+$|:/.test(location.hostname);
  return !isAddress && platformAuthenticatorIsAvailable();
}

/** Has the authenticator make a credential; `undefined` when it or the person declined. */
export function makeCredential(optionsJSON: CredentialOptions): Promise<RegistrationResponseJSON | undefined> {
  return startRegistration({ optionsJSON }).catch(() => undefined);
}

/** Has the authenticator verify the person and sign; `undefined` when it or the person declined. */
export function useCredential(optionsJSON: UnlockOptions): Promise<AuthenticationResponseJSON | undefined> {
  return startAuthentication({ optionsJSON }).catch(() => undefined);
}
