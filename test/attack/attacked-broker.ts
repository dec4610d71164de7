import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { Canary, makeKit, type OpenKit, openKit, type RunOptions } from '@saoma/attack';
import { type RunningBroker, startBroker } from '@saoma/testing';

/** A broker in this process, with a kit registered that attacks it. */
export interface AttackedBroker {
  readonly broker: RunningBroker;
  readonly kit: OpenKit;
  readonly canary: Canary;
  /** How it is attacked: its clock is moved where time must pass. */
  readonly run: RunOptions;
  close(): Promise<void>;
}

/** Starts one, in memory. */
export async function startAttacked(): Promise<AttackedBroker> {
  const canary = await Canary.listen();
  let kit: OpenKit = {};
  const broker = await startBroker({
    register: async (origin) => {
      const fresh = await makeKit(origin);
      kit = await openKit(fresh.kit, origin);
      return fresh.registry;
    },
  });
  // Who is late is let go a second later than this.
  const server = broker.apps[0]!.get(HttpAdapterHost).httpAdapter.getHttpServer() as Server;
  Object.assign(server, { requestTimeout: 300, headersTimeout: 300 });
  return {
    broker,
    kit,
    canary,
    run: {
      origin: broker.origin,
      kit,
      canary,
      patienceMs: 3_000,
      wait: async (ms) => broker.shiftTime(ms),
    },
    close: async () => {
      await broker.close();
      await canary.close();
    },
  };
}
