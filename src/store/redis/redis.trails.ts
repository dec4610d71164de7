import { readFileSync } from 'node:fs';
import type { AuditFeed, AuditRecord } from '../../core/audit.js';
import { entryOf, type StreamEntry } from './audit-entries.js';
import { reach, type RedisConnection } from './connection.js';
import { type Keys, PARTITIONS } from './keys.js';

const TAKE_SCRIPT = { lua: readFileSync(new URL('./lua/take.lua', import.meta.url), 'utf8'), numberOfKeys: 2 };
const SETTLE_SCRIPT = { lua: readFileSync(new URL('./lua/settle.lua', import.meta.url), 'utf8'), numberOfKeys: 1 };

/** Entries that a partition's trail keeps to be read, about: 1,024 partitions hold a million. */
const AUDIT_LENGTH = 1_000;

/** The consumer group, and its only consumer. */
const GROUP = 'sinks';

/** Partitions looked at at once, and entries taken of each of their trails: what a node holds in its hands is bounded. */
const PARTITIONS_AT_ONCE = 32;
const MOST_OF_A_TRAIL = 50;

/** Longer than a sink may take over one call. Whoever has entries for longer is gone, or as good as. */
const LEASE_MS = 15_000;

const KINDS = ['audit', 'people'] as const;
const RECORD_ID = /^(audit|people)-([A-Z2-7]{2})-(\d+-\d+)$/;

export interface TrailOptions {
  /** Somebody takes the entries: none is trimmed before it was taken. */
  readonly keepsUndelivered: boolean;
  /** Tests do not wait for long. */
  readonly leaseMs?: number;
}

type Command = (...args: string[]) => Promise<unknown>;

/**
 * The partitions' trails, and what of them is still to be taken. A consumer group keeps count in Redis itself, so that a
 * node's end loses nothing. There is no blocking read over a thousand streams: a node looks at once where it has written
 * itself, and goes round all of them for what others left.
 */
export class RedisTrails implements AuditFeed {
  readonly sweeps = PARTITIONS.length / PARTITIONS_AT_ONCE;
  /** What the scripts that write let stay; 0: trimming is not theirs. */
  readonly length: number;
  readonly #leaseMs: string;
  readonly #written = new Set<string>();
  #sweep = Math.floor(Math.random() * this.sweeps);

  constructor(
    private readonly connection: RedisConnection,
    private readonly keys: Keys,
    private readonly options: TrailOptions,
  ) {
    this.length = options.keepsUndelivered ? 0 : AUDIT_LENGTH;
    this.#leaseMs = String(options.leaseMs ?? LEASE_MS);
    connection.defineCommand('saomaTake', TAKE_SCRIPT);
    connection.defineCommand('saomaSettle', SETTLE_SCRIPT);
  }

  /** Something may have been written there through this node. */
  wrote(partition: string): void {
    if (this.options.keepsUndelivered) this.#written.add(partition);
  }

  async take(): Promise<readonly AuditRecord[]> {
    while (this.#written.size > 0) {
      const partitions = [...this.#written].slice(0, PARTITIONS_AT_ONCE);
      for (const partition of partitions) this.#written.delete(partition);
      const records = await this.#takeOf(partitions, '');
      if (records.length > 0) return records;
    }
    return [];
  }

  sweep(): Promise<readonly AuditRecord[]> {
    const first = this.#sweep * PARTITIONS_AT_ONCE;
    this.#sweep = (this.#sweep + 1) % this.sweeps;
    return this.#takeOf(PARTITIONS.slice(first, first + PARTITIONS_AT_ONCE), this.#leaseMs);
  }

  async settle(records: readonly AuditRecord[]): Promise<void> {
    const ids = new Map<string, string[]>();
    for (const { id } of records) {
      const [, kind, partition = '', entryId = ''] = RECORD_ID.exec(id) ?? [];
      const key = this.keys.trail(kind === 'people' ? kind : 'audit', partition);
      ids.set(key, [...(ids.get(key) ?? []), entryId]);
    }
    const { saomaSettle } = this.connection as unknown as { saomaSettle: Command };
    const settled = [...ids].map(([key, some]) =>
      reach(() => saomaSettle.apply(this.connection, [key, GROUP, String(AUDIT_LENGTH), ...some])),
    );
    await Promise.all(settled);
  }

  async #takeOf(partitions: readonly string[], leaseMs: string): Promise<readonly AuditRecord[]> {
    const taken = await Promise.allSettled(partitions.map((partition) => this.#takeFrom(partition, leaseMs)));
    const records = taken.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const failed = taken.find((each) => each.status === 'rejected');
    // Where one of several servers is away, the others' entries are in our hands.
    if (failed && records.length === 0) throw failed.reason;
    return records;
  }

  async #takeFrom(partition: string, leaseMs: string): Promise<readonly AuditRecord[]> {
    const { saomaTake } = this.connection as unknown as { saomaTake: Command };
    const args = [...KINDS.map((kind) => this.keys.trail(kind, partition)), GROUP, String(MOST_OF_A_TRAIL), leaseMs];
    try {
      const trails = (await reach(() => saomaTake.apply(this.connection, args))) as readonly (readonly StreamEntry[])[];
      if (trails.some(({ length }) => length >= MOST_OF_A_TRAIL)) this.wrote(partition);
      return KINDS.flatMap((kind, at) =>
        (trails[at] ?? []).map((entry) => ({ id: `${kind}-${partition}-${entry[0]}`, entry: entryOf(entry) })),
      );
    } catch (error) {
      this.wrote(partition);
      throw error;
    }
  }
}
