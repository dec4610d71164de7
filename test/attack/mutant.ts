import type { Server } from 'node:http';
import { HttpAdapterHost } from '@nestjs/core';
import { TRANSITIONS } from '../../src/core/transitions.js';
import type { AttackedBroker } from './attacked-broker.js';

/** One rule of a broker, broken in one place. */
export interface Mutant {
  /** What is wrong with the broker now, as its author might have thought of it. */
  readonly breaks: string;
  /** Breaks the rule in a broker that runs; returns how to put it back. */
  apply(attacked: AttackedBroker): () => void;
}

/** Puts another in the place of a member; returns how to put the first one back. */
export function replaced(
  owner: object,
  name: string,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a mutant reaches for what it should not
  make: (original: any) => unknown,
): () => void {
  const members = owner as Record<string, unknown>;
  const before = Object.getOwnPropertyDescriptor(owner, name);
  members[name] = make(members[name]);
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else delete members[name];
  };
}

/** Does several, and undoes them. */
export function all(...undo: readonly (() => void)[]): () => void {
  return () => {
    for (const one of undo.toReversed()) one();
  };
}

/** Changes a row of the session’s table; `undefined` removes a rule of it. */
export function changedRow(event: keyof typeof TRANSITIONS, changes: Readonly<Record<string, unknown>>): () => void {
  return all(...Object.entries(changes).map(([rule, value]) => replaced(TRANSITIONS[event], rule, () => value)));
}

/** A claim that is written down and never compared. */
export const ANY_CLAIM = Object.assign(['app', 'person', 'phone_key'], { some: () => false });

/** Any frame that was current once, also one that was scanned. */
export const ANY_FRAME = { after: 'session_started', still: 'kid' };

/** The broker’s HTTP server. */
export function serverOf({ broker }: AttackedBroker): Server {
  return broker.apps[0]!.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
}
