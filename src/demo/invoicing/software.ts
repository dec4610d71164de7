import type { FastifyReply, FastifyRequest } from 'fastify';
import { Permits } from '../accounts/permits.js';
import { BrokerDesk } from '../site/broker-desk.js';
import { KnownSubjects } from '../site/known-subjects.js';
import { Notices } from '../site/notices.js';
import { failedPage } from '../site/page.js';
import { sendPage, type SiteParts } from '../site/routes.js';
import type { Site } from '../site/sites.js';
import { type SignInId, Visits } from '../site/visits.js';
import { languageOf } from '../web/language.js';
import { type Certificates, handOver, type HeldCertificate } from './certificates.js';
import { BEFORE, type Before, pathOf } from './pages.js';
import { ServiceBook } from './service-book.js';
import type { LockToEnd, Unlocking } from './unlocking.js';

export const REALM = 'natural-person';
/** As long as somebody works at a computer. */
const COMPUTER_MS = 12 * 3_600_000;

/** What a browser was let in to. */
type Visitor = HeldCertificate | 'desk';
/** What a session with the broker is about. */
export type About =
  | { readonly task: 'set_up'; readonly held: HeldCertificate }
  | { readonly task: 'unlock'; readonly lockToEnd: LockToEnd }
  | { readonly task: 'desk' };

/** What the invoicing software and its service desk keep. */
export class Software {
  readonly site: Site;
  readonly certificates: Certificates;
  readonly broker: BrokerDesk<About>;
  readonly visits: Visits<Visitor>;
  readonly known = new KnownSubjects();
  readonly book = new ServiceBook();
  readonly permits: Permits<Unlocking>;
  readonly notices: Notices<Before>;
  /** The certificates that a browser may use, each set up by its holder. */
  readonly computers: Visits<ReadonlySet<HeldCertificate>>;

  private constructor(parts: SiteParts, certificates: Certificates) {
    this.site = parts.site;
    this.certificates = certificates;
    this.broker = new BrokerDesk(parts);
    const { cookies } = this.broker;
    this.visits = new Visits(cookies);
    this.permits = new Permits(cookies);
    this.notices = new Notices(BEFORE, cookies);
    this.computers = new Visits(cookies, { name: 'computer', lifeMs: COMPUTER_MS });
  }

  static async install(parts: SiteParts): Promise<Software> {
    return new Software(parts, await handOver(parts.passwords));
  }

  /** The certificate in the request's address. */
  heldIn({ params }: FastifyRequest): HeldCertificate | undefined {
    return this.certificates.get((params as { readonly code: string }).code);
  }

  /**
   * The same, where this browser may use it. Such software is on one computer, with the certificate plugged in; these
   * pages can be opened from everywhere, and five wrong passphrases lock: only a browser that the holder set up takes any.
   */
  usableIn(request: FastifyRequest): HeldCertificate | undefined {
    const held = this.heldIn(request);
    return held && this.isUsedIn(request, held) ? held : undefined;
  }

  /** Whether this browser is a computer on which the certificate is used. */
  isUsedIn(request: FastifyRequest, held: HeldCertificate): boolean {
    return this.computers.of(request)?.has(held) === true;
  }

  /** The page of that certificate, whatever may be done there; without one, where everybody begins. */
  pageOf(request: FastifyRequest): string {
    const held = this.heldIn(request);
    return held ? pathOf(this.site, held) : `${this.site.path}/`;
  }

  /** Makes this browser a computer on which a certificate is used. */
  setUp(request: FastifyRequest, reply: FastifyReply, held: HeldCertificate, sid: SignInId | undefined): void {
    this.computers.change(request, reply, new Set([...(this.computers.of(request) ?? []), held]), sid);
  }

  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    request.log.warn('the result is not from those who were asked');
    return sendPage(reply, 403, failedPage(this.site, languageOf(request, reply)));
  }
}
