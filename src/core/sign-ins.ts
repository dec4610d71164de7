import type { SignOutReason } from '@saoma/protocol';
import type { Computers } from './computers.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Callbacks, Grant, GrantEnd, GrantFacts, GrantStore, Portal, Registry, SessionIndex } from './ports.js';
import type { Secrets } from './secrets.js';
import type { VerifiedPhone } from './verified-phone.js';

/** More computers than anybody is signed in on. The oldest of more is signed out: none may live that the list hides. */
const MOST_LISTED = 50;

/** How exactly it is known when a sign-in was last used: not every look at a token is worth a write. */
const SEEN_EVERY_MS = 60_000;

/** How long an access token lives. Ten minutes: whoever needs longer is given a refresh token. */
export const ACCESS_TOKEN_MS = 600_000;

const SEALED = ['claims', 'identity', 'receipts', 'userAgent', 'address'] as const;

type SealedFacts = Pick<Grant, (typeof SEALED)[number]>;

/** A computer that is signed in. */
export interface SignIn {
  readonly id: string;
  readonly portal: Portal;
  readonly grant: Grant;
}

interface SignInsParts {
  readonly computers: Computers;
  readonly grants: GrantStore;
  readonly index: SessionIndex;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly callbacks: Callbacks;
}

interface Terms {
  readonly mostMs?: number | undefined;
  /** The phone that signed in; absent where the sign-in is not good enough to find its computer known the next time. */
  readonly phone?: string | undefined;
}

/** What redeemed sessions gave, for as long as the person is signed in: by whom, where, and how to end it. */
export class SignIns {
  constructor(private readonly parts: SignInsParts) {}

  /**
   * A session was redeemed. Where nobody is signed in by it (`app` and `person` absent) it is on no list. The person may have
   * ended it in the meantime: then its portal hears of it as of any other end.
   *
   * @param terms how long it may last (`mostMs`), where that is less than the portal's own time
   */
  async begin(sessionId: string, facts: GrantFacts, { mostMs, phone }: Terms): Promise<void> {
    const { grants, index, registry, secrets, callbacks, computers } = this.parts;
    const { app, person, computer, clientId, accountId } = facts;
    const portal = registry.portal(clientId);
    const kept = this.#sealed(sessionId, facts);
    if (!portal || app === undefined || person === undefined) {
      await grants.open(sessionId, kept, ACCESS_TOKEN_MS);
      return;
    }
    const lifeMs = Math.max(Math.min(portal.signedInMs, mostMs ?? Infinity), ACCESS_TOKEN_MS);
    const [{ revoked }, crowdedOut] = await Promise.all([
      grants.open(sessionId, kept, lifeMs),
      index.add(secrets.signIns(app, person), sessionId, lifeMs, MOST_LISTED),
      computer === undefined || phone === undefined ? undefined : computers.know(computer, person, phone),
    ]);
    if (revoked) {
      callbacks.logout(portal, { sessionId, sub: accountId });
      if (computer !== undefined) await computers.forget(computer, person);
    }
    await Promise.all(crowdedOut.map((id) => this.end(id, 'too_many')));
  }

  /**
   * What a session gave, if it still counts; that somebody asked is noted. What cannot be opened any more, because the key it is
   * sealed under is over, counts no more: its portal could not be told of the person what it was told before.
   */
  async use(sessionId: string): Promise<Grant | undefined> {
    const { grants } = this.parts;
    const grant = await grants.read(sessionId);
    if (!grant || grant.revoked) return undefined;
    const opened = this.#opened(sessionId, grant);
    if (opened.claims === undefined) return undefined;
    if ((grant.seenMsAgo ?? 0) >= SEEN_EVERY_MS) await grants.touch(sessionId);
    return opened;
  }

  /** What people decided in the session that gave this, as their phones signed it, as long as it can be opened. */
  async receipts(sessionId: string): Promise<readonly string[]> {
    const { receipts } = (await this.parts.grants.read(sessionId)) ?? {};
    const opened = receipts === undefined ? undefined : this.parts.secrets.openKept(sessionId, receipts);
    return opened?.split(' ') ?? [];
  }

  /**
   * The computers that this person signed in through this app, the latest first. Of one that cannot be opened any more it says
   * where and since when only: its portal may still keep the person signed in, who must be able to end that.
   */
  async list(phone: VerifiedPhone): Promise<readonly SignIn[]> {
    const { grants, index, registry } = this.parts;
    const word = this.#wordOf(phone);
    const ids = await index.list(word);
    const found = await Promise.all(ids.map(async (id) => ({ id, grant: await grants.read(id) })));
    // One that is not there may be on its way: it is noted and opened at the same time.
    const over = found.filter(({ grant }) => grant?.revoked);
    await Promise.all(over.map(({ id }) => index.remove(word, id)));
    return found
      .flatMap(({ id, grant }) => {
        const portal = grant && this.#isOf(phone, grant) && registry.portal(grant.clientId ?? '');
        return portal && !grant.revoked ? [{ id, portal, grant: this.#opened(id, grant) }] : [];
      })
      .sort((one, other) => (one.grant.openedMsAgo ?? 0) - (other.grant.openedMsAgo ?? 0));
  }

  /** The person signs one out; what is signed out already stays so. Refuses with `not_found` what is not theirs. */
  async signOut(phone: VerifiedPhone, id: string, reason: SignOutReason): Promise<Outcome<void>> {
    const grant = await this.parts.grants.read(id);
    if (!grant || !this.#isOf(phone, grant)) return refused('not_found');
    if (!grant.revoked) await this.end(id, reason);
    return done(undefined);
  }

  /** The person signs all of them out. */
  async signOutAll(phone: VerifiedPhone, reason: SignOutReason): Promise<void> {
    const all = await this.list(phone);
    await Promise.all(all.map(({ id }) => this.signOut(phone, id, reason)));
  }

  /**
   * All that a session gave is worth nothing from now on. Its portal is told, unless it was the portal that ended it; a
   * computer that the person does not know is blocked.
   */
  async end(sessionId: string, why: GrantEnd): Promise<void> {
    const { grants, index, registry, secrets, callbacks, computers } = this.parts;
    const before = await grants.read(sessionId);
    const portal = registry.portal(before?.clientId ?? '');
    const lifeMs = Math.max(portal?.signedInMs ?? 0, ACCESS_TOKEN_MS);
    const { app, person, accountId, computer } = (await grants.revoke(sessionId, lifeMs, why)) ?? {};
    // To others it is over already, or nobody was signed in by it.
    if (app === undefined || person === undefined || accountId === undefined) return;
    await index.remove(secrets.signIns(app, person), sessionId);
    if (portal && why !== 'ended_by_portal') callbacks.logout(portal, { sessionId, sub: accountId });
    if (why === 'not_me' && computer !== undefined) await computers.block(computer, person);
  }

  /** What says something about the person lies sealed for as long as they are signed in. */
  #sealed(sessionId: string, facts: GrantFacts): GrantFacts {
    return { ...facts, ...mapped(facts, (text) => this.parts.secrets.sealKept(sessionId, text)) };
  }

  #opened(sessionId: string, grant: Grant): Grant {
    const sealed: readonly string[] = SEALED;
    const clear = Object.fromEntries(Object.entries(grant).filter(([name]) => !sealed.includes(name))) as Grant;
    return { ...clear, ...mapped(grant, (text) => this.parts.secrets.openKept(sessionId, text)) };
  }

  #isOf({ app, subject }: VerifiedPhone, grant: Grant): boolean {
    return grant.app === app.issuer && grant.person === this.parts.secrets.person(app.realm, subject);
  }

  #wordOf({ app, subject }: VerifiedPhone): string {
    const { secrets } = this.parts;
    return secrets.signIns(app.issuer, secrets.person(app.realm, subject));
  }
}

/** What is sealed of it, or is to be; without what maps to nothing. */
function mapped(facts: SealedFacts, map: (text: string) => string | undefined): SealedFacts {
  const found: { -readonly [Name in keyof SealedFacts]: SealedFacts[Name] } = {};
  for (const name of SEALED) {
    const text = facts[name] === undefined ? undefined : map(facts[name]);
    if (text !== undefined) found[name] = text;
  }
  return found;
}
