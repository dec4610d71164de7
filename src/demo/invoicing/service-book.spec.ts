import { DIANCHI_SOFTWARE, type Organization, YUNHAI_TRADING } from '../organizations.js';
import { PEOPLE } from '../people.js';
import { Certificate, MOST_TRIES } from './certificate.js';
import { type Request, ServiceBook } from './service-book.js';

describe('The book of the service desk', () => {
  let book: ServiceBook;
  beforeEach(() => {
    book = new ServiceBook();
  });

  const locked = async (organization: Organization = YUNHAI_TRADING): Promise<Request> => {
    const certificate = await Certificate.create('right', { memoryCost: 1_024, timeCost: 2, parallelism: 1 });
    for (let tries = 0; tries < MOST_TRIES; tries += 1) await certificate.open('wrong');
    return { held: { organization, holder: PEOPLE[0], certificate }, lock: 1, atMs: Date.now(), address: '192.0.2.7' };
  };
  const people = { holder: { sub: 'holder', amr: [] }, operator: { sub: 'operator', amr: [] } };

  it('lists who waits: each certificate once, however often it is asked for, whoever came first at the top', async () => {
    const [first, second] = [await locked(), await locked(DIANCHI_SOFTWARE)];
    const again = { ...first, atMs: first.atMs + 1, address: '192.0.2.8' };
    for (const request of [first, second, again]) book.ask(request);
    expect(book.waiting()).toEqual([second, again]);
  });

  it('takes off who has waited longer than a session lasts, whose lock is over, and who was approved', async () => {
    const [old, unlocked, approved] = [await locked(), await locked(), await locked()];
    book.ask({ ...old, atMs: Date.now() - 600_000 });
    book.ask(unlocked);
    book.ask(approved);
    await unlocked.held.certificate.renew(1, 'new');
    book.approved({ ...approved, ...people });
    expect(book.waiting()).toEqual([]);
  });

  it('keeps every unlocking with both people, newest first, and tells a certificate only its own', async () => {
    const [one, other] = [await locked(), await locked(DIANCHI_SOFTWARE)];
    book.approved({ ...one, ...people });
    book.unlocked({ ...one, ...people });
    book.approved({ ...other, ...people });
    const told = (code?: string): readonly unknown[] =>
      book
        .entries(code)
        .map(({ event, unlocking: { held, holder, operator } }) => [
          held.organization.name,
          event,
          holder.sub,
          operator.sub,
        ]);
    const ofOne = [
      [YUNHAI_TRADING.name, 'unlocked', 'holder', 'operator'],
      [YUNHAI_TRADING.name, 'approved', 'holder', 'operator'],
    ];
    expect(told()).toEqual([[DIANCHI_SOFTWARE.name, 'approved', 'holder', 'operator'], ...ofOne]);
    expect(told(YUNHAI_TRADING.code)).toEqual(ofOne);
  });
});
