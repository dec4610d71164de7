import { describeAudit } from './audit.contract.js';
import { describeCounts } from './counts.contract.js';
import { describeDemands } from './demands.contract.js';
import { describeDocuments } from './documents.contract.js';
import { describeFeed } from './feed.contract.js';
import { describeFutureRows } from './future-rows.contract.js';
import { describeGrants } from './grants.contract.js';
import { describeIndex } from './index.contract.js';
import { describeLife } from './life.contract.js';
import { describeLocks } from './locks.contract.js';
import { describeOwnership } from './ownership.contract.js';
import { describeRaces } from './races.contract.js';
import { describeRefusals } from './refusals.contract.js';
import { describeSecrets } from './secrets.contract.js';
import type { MakeStore, StoreUnderTest, Subject } from './store-under-test.js';
import { describeTable } from './table.contract.js';
import { describeWatch } from './watch.contract.js';

type Promises = Readonly<Record<string, (subject: Subject) => void>>;

const PARTS: Promises = {
  'answers as the table says': describeTable,
  'looks for reasons to refuse in a fixed order': describeRefusals,
  'belongs to whoever scanned first': describeOwnership,
  'counts tries at short secrets': describeSecrets,
  'counts what may not happen without end': describeCounts,
  'demands what a portal demands': describeDemands,
  'lives as long as its events say': describeLife,
  'lets exactly one win': describeRaces,
  'tells those who watch': describeWatch,
  'keeps a trail': describeAudit,
  'hands its trail over': describeFeed,
  'takes rows that are yet to come': describeFutureRows,
  'keeps grants': describeGrants,
  'keeps documents': describeDocuments,
  'keeps locks': describeLocks,
  'remembers where to look': describeIndex,
};

/**
 * What every store promises. The same suite runs on each, against the real thing.
 * @param more what only this one promises
 */
export function describeSessionStore(name: string, makeStore: MakeStore, more: Promises = {}): void {
  describe(name, () => {
    let subject: StoreUnderTest | undefined;
    beforeAll(async () => {
      subject = await makeStore();
    });
    afterAll(async () => {
      await subject?.close();
    });
    const made = (): StoreUnderTest => {
      if (!subject) throw new Error('the store was not made');
      return subject;
    };
    for (const [promise, part] of Object.entries({ ...PARTS, ...more })) {
      describe(promise, () => {
        part(made);
      });
    }
  });
}
