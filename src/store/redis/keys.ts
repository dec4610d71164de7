import { createHash } from 'node:crypto';
import { base32 } from '@saoma/protocol';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.split('');

/** All 1,024 of them: what two characters of a session's id can be. */
export const PARTITIONS: readonly string[] = ALPHABET.flatMap((one) => ALPHABET.map((other) => one + other));

/** The two characters that name a session's partition: first in its id, hash tag of all its keys. */
const PARTITION_LENGTH = 2;

/** Every key in Redis, so that STORAGE.md and a reader find them in one place. All keys of a session share a slot. */
export class Keys {
  constructor(private readonly prefix: string) {}

  session(sessionId: string): string {
    return `${this.prefix}qr:{${partition(sessionId)}}:${sessionId}`;
  }

  push(sessionId: string): string {
    return `${this.prefix}push:{${partition(sessionId)}}:${sessionId}`;
  }

  audit(sessionId: string): string {
    return this.trail('audit', partition(sessionId));
  }

  grant(sessionId: string): string {
    return `${this.prefix}grant:{${partition(sessionId)}}:${sessionId}`;
  }

  lock(subject: string): string {
    return `${this.prefix}lock:{${partitionOf(subject)}}:${subject}`;
  }

  /** In the same slot as the lock; other people of the partition share it, and no session does: there is no rush on it. */
  lockAudit(subject: string): string {
    return this.trail('people', partitionOf(subject));
  }

  trail(kind: 'audit' | 'people', ofPartition: string): string {
    return `${this.prefix}${kind}:{${ofPartition}}`;
  }

  index(word: string): string {
    return `${this.prefix}index:${word}`;
  }

  /** Whose key begins with what it is: `oidc:…`, `seen:…`, `code:…`, `misused:…`. */
  document(key: string): string {
    return `${this.prefix}${key}`;
  }
}

export function partition(sessionId: string): string {
  return sessionId.slice(0, PARTITION_LENGTH);
}

/** A person's word names no partition as a session's id does, so that one is derived: people spread over all of them. */
export function partitionOf(subject: string): string {
  return partition(base32(createHash('sha256').update(subject).digest()));
}
