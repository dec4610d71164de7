import type { FastifyRequest } from 'fastify';
import { type Account, Accounts } from '../accounts/accounts.js';
import { Permits } from '../accounts/permits.js';
import { PEOPLE } from '../people.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { formField, type SiteParts } from '../site/routes.js';
import type { Site } from '../site/sites.js';
import { Visits } from '../site/visits.js';
import { CardChecks } from './bank.js';
import type { Notice } from './notices.js';
import { Resets } from './resets.js';
import { Strangers } from './strangers.js';

/** Who is signed in here. */
export interface Visitor {
  readonly name: string;
  readonly by: 'app' | 'password';
  /** Unknown while an app vouched for the person, and which account is theirs has not been proved here. */
  readonly login?: string | undefined;
  /** The broker's word for the person. */
  readonly sub?: string;
}

/** What a session was started for: to sign in, or to prove something for one reset. */
export interface About {
  readonly resetId?: string;
}

/** Everything that the income-tax site keeps, and what its pages have in common. */
export class Office {
  readonly site: Site;
  readonly path: string;
  readonly accounts: Accounts;
  readonly desk: BrokerDesk<About>;
  readonly visits: Visits<Visitor>;
  readonly resets = new Resets();
  /** Who has proved a moment ago that an account is theirs. */
  readonly permits: Permits<Account>;
  readonly cards = new CardChecks();
  readonly strangers: Strangers;
  /** Logins by the broker's words for their holders, as far as proofs have shown them. */
  readonly #logins = new Map<string, string>();

  private constructor(parts: SiteParts, accounts: Accounts) {
    this.site = parts.site;
    this.path = parts.site.path;
    this.accounts = accounts;
    this.desk = new BrokerDesk(parts);
    this.visits = new Visits(this.desk.cookies);
    this.permits = new Permits(this.desk.cookies);
    this.strangers = new Strangers(accounts);
  }

  static async open(parts: SiteParts): Promise<Office> {
    const seeds = PEOPLE.flatMap((person) => {
      const password = parts.passwords.get(person.id);
      return password === undefined ? [] : [{ login: person.idNumber, person, password }];
    });
    return new Office(parts, await Accounts.create(seeds));
  }

  /** The account that a visitor is in: also one that was learned to be theirs after they had come in. */
  loginOf({ login, sub }: Pick<Visitor, 'login' | 'sub'>): string | undefined {
    return login ?? (sub === undefined ? undefined : this.#logins.get(sub));
  }

  /** Remembers whose word a proof came with. Whether it agrees with what earlier proofs have shown. */
  learn(sub: string, login: string): boolean {
    const known = this.#logins.get(sub) ?? login;
    if (known === login) this.#logins.set(sub, login);
    return known === login;
  }

  /** If the person wants it, ends all visits to the account but that of this browser. What there is to say of it. */
  endOthers(request: FastifyRequest, account: Account): Notice {
    if (formField(request, 'end_others') === '') return 'others-kept';
    this.visits.end((visitor) => this.#mayBeOf(visitor, account), request);
    return 'others-ended';
  }

  /** Somebody of that name, whose account nobody knows, may be the holder: signed in anew they lose nothing. */
  #mayBeOf(visitor: Visitor, { login, name }: Account): boolean {
    const known = this.loginOf(visitor);
    return known === undefined ? visitor.name === name : known === login;
  }
}
