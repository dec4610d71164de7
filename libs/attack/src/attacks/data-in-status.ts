import type { Attack } from '../attack.js';
import { Findings } from '../findings.js';
import { listen } from '../listen.js';
import { somebody } from '../target.js';

/** Members that are about a person, whatever they hold. The name of an app is not. */
const PERSONAL =
  /"(?:sub|person|user|name|nickname|email|phone_number|mobile|avatar|picture|account|identity|identities)":/;

export const dataInStatus: Attack = {
  id: 'data-in-status',
  title: 'Read who scanned',
  about: 'A page that nobody has approved yet learns who stands before it, from everybody who scans.',
  source: 'F6; RFC 6973 §6.1 (data minimization)',
  needs: ['portal', 'app'],
  requests: 20,
  async run(target) {
    const found = new Findings();
    const person = somebody();
    const page = await target.page();
    const line = await listen(target, page);
    try {
      const look = async (when: string): Promise<void> => {
        const { body } = await page.call('GET');
        const texts = { answer: JSON.stringify(body), 'socket’s message': JSON.stringify(line.messages) };
        for (const [which, text] of Object.entries(texts)) {
          const member = PERSONAL.exec(text)?.[0];
          found.expect(member === undefined, `the ${which} ${when} has the member ${member ?? ''}`);
          for (const [what, value] of [
            ['subject', person.sub],
            ['name', person.name ?? ''],
          ] as const) {
            found.expect(!text.includes(value), `the ${which} ${when} holds the person’s ${what}`);
          }
        }
      };
      await line.until('pending');
      await look('while nobody has scanned');
      await (await target.phone(person)).scan(await page.code());
      await line.until('scanned');
      await look('after the scan and before the approval');
      return found.verdict;
    } finally {
      line.close();
    }
  },
};
