import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { Canary, type FreshKit, makeKit, type OpenKit, openKit, type RunOptions } from '@saoma/attack';
import { type RunningBroker, startBroker } from '@saoma/testing';
import { systemClock } from '../../src/platform/clock.js';
import { ProofNonces } from '../../src/proof/nonces.js';

/** A broker in this process, with a kit registered that attacks it. */
export interface AttackedBroker {
  readonly broker: RunningBroker;
  readonly kit: OpenKit;
  readonly canary: Canary;
  /** How it is attacked: its clocks are moved where time must pass. */
  readonly run: RunOptions;
  close(): Promise<void>;
}

type Registry = FreshKit['registry'];

/**
 * Starts one, in memory.
 * @param registered how the kit is registered, if not as it comes
 */
export async function startAttacked(
  registered: (registry: Registry) => Registry = (registry) => registry,
): Promise<AttackedBroker> {
  const canary = await Canary.listen();
  let kit: OpenKit = {};
  const broker = await startBroker({
    register: async (origin) => {
      const fresh = await makeKit(origin, canary.origin);
      kit = await openKit(fresh.kit, origin);
      return registered(fresh.registry);
    },
  });
  const [node] = broker.apps;
  // Who is late is let go a second later than this.
  const server = node!.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
  Object.assign(server, { requestTimeout: 300, headersTimeout: 300 });
  let shiftedMs = 0;
  Object.assign(node!.get(ProofNonces), { clock: { nowMs: () => systemClock.nowMs() + shiftedMs } });
  return {
    broker,
    kit,
    canary,
    run: {
      origin: broker.origin,
      kit,
      canary,
      patienceMs: 3_000,
      behindMs: 300,
      wait: async (ms) => {
        shiftedMs += ms;
        broker.shiftTime(ms);
      },
    },
    close: async () => {
      await broker.close();
      await canary.close();
    },
  };
}
