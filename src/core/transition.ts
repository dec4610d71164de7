import type { State } from '@saoma/protocol';
import type { Claim, Field, Fields } from './session-record.js';

/** What a session may live from now, or from the end it has so far. An ended session is kept for the grace only. */
export interface Life {
  readonly from: 'now' | 'deadline' | 'over';
  readonly ms: number;
  /** The record's own milliseconds in its place, where it has them. */
  readonly asked?: Field;
}

/**
 * One row of the session's table. The same object drives {@link step} and, as JSON, the Redis script, so that the
 * two cannot drift. A row says everything about its event; neither interpreter knows an event by name.
 */
export interface Transition {
  readonly event: string;
  /** Empty: the event creates the session. */
  readonly from: readonly State[];
  /** Absent: the session stays where it is. */
  readonly to?: State;
  /** Goes to `to` instead of the row's own, and lives so long there, when the record has this field. */
  readonly when?: { readonly field: Field; readonly to: State; readonly life: Life };
  /** The sender already applied this event if the record has `done` and these fields equal the input's. */
  readonly repeat?: { readonly done: Field; readonly by: readonly Field[] };
  /** Fields of the record that the proof must equal; a wrong one is told as if there were no session. */
  readonly proof: readonly Field[];
  /**
   * The input's frame index must be the current one or the one before, and later than the one on record. Where the record
   * has `still`, any that was current once will do.
   */
  readonly frame?: { readonly after: Field; readonly still?: Field };
  /** The claim's fields: must equal what the record has bound already, and are bound by this event otherwise. */
  readonly claim?: readonly Field[];
  /** One of the claim's words must be among the record's space-separated `list`. No list: anybody; an empty one: nobody. */
  readonly within?: readonly {
    readonly field: keyof Claim;
    readonly list: Field;
    readonly reason: 'untrusted' | 'not_bound';
  }[];
  /** The claim's `field` must not be among the record's `list`. */
  readonly once?: { readonly field: keyof Claim; readonly list: Field };
  /** Does not apply while the record has this field; no trace of it is kept. */
  readonly unless?: { readonly field: Field; readonly reason: 'not_alone' };
  /** One of the words that come as `given` must be among the record's `list`, where it has one. */
  readonly demands?: readonly {
    readonly given: Field;
    readonly list: Field;
    readonly reason: 'insufficient' | 'identity' | 'risk';
  }[];
  /** `given`, in epoch seconds, may be so many seconds old as the record's `maxAge` says, where it says so. */
  readonly fresh?: { readonly given: Field; readonly maxAge: Field; readonly toleranceMs: number };
  /** The event may apply so many times; `field` counts. */
  readonly atMost?: { readonly field: Field; readonly times: number };
  /** Not sooner after the last time (`last` keeps when) than `firstMs`, doubled by each time before. Goes with `atMost`. */
  readonly spaced?: { readonly last: Field; readonly firstMs: number };
  /** A short secret that may be tried so often; the last wrong try does what `spent` says. Looked at last. */
  readonly secret?: {
    readonly field: Field;
    readonly count: Field;
    readonly tries: number;
    readonly spent: {
      readonly to: State;
      readonly sets: Fields;
      readonly clears: readonly Field[];
      readonly life: Life;
    };
  };
  /** Fields the event may set besides its claim. */
  readonly sets: readonly Field[];
  /** Keeps the index of the frame that is current at the event. */
  readonly stampsFrame?: Field;
  /** Lists that the event adds to: space-separated. */
  readonly appends?: readonly Field[];
  /** A number that the record must have, and that goes down by one; at 0 it is removed. */
  readonly countsDown?: Field;
  /** Fields the event removes. */
  readonly clears?: readonly Field[];
  readonly life: Life;
  /** Losing it in a failover would hurt: wait for replicas where that is configured. */
  readonly durable?: true;
}
