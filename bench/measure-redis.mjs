import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Login } from './login.mjs';
import { eachOf } from './numbers.mjs';
import { makePhones } from './phone.mjs';
import { startLateWire } from './servers.mjs';

/** Well above what a step takes by itself, also on a busy machine. */
const LATE_MS = 60;

/** Commands of a login as Redis itself lists them (MONITOR): those sent, and those that scripts ran besides. */
export async function countCommands({ world, targets, logins, tick, Journey = Login }) {
  const { steps } = Journey;
  const counts = {};
  const redis = new Redis(world.redis.url);
  const writing = new Set(await redis.call('COMMAND', 'LIST', 'FILTERBY', 'ACLCAT', 'write'));
  const monitor = await redis.monitor();
  try {
    for (const target of targets) {
      // The first one loads scripts, once for ever.
      const [first] = await makePhones(world.app, 1, Journey.named && world.portal.clientId);
      await new Journey(target, first).run();
      // By step, and by name within it.
      const sent = Object.fromEntries(steps.map((step) => [step, {}]));
      const writes = Object.fromEntries(steps.map((step) => [step, 0]));
      let inScripts = 0;
      let step;
      const note = (_, [command], source) => {
        const name = command.toLowerCase();
        if (source === 'lua') inScripts += 1;
        else if (step) sent[step][name] = (sent[step][name] ?? 0) + 1 / logins;
        if (step && writing.has(name)) writes[step] += 1 / logins;
      };
      monitor.on('monitor', note);
      for (const phone of await makePhones(world.app, logins, Journey.named && world.portal.clientId)) {
        const login = new Journey(target, phone);
        for (step of steps) {
          await login[step]();
          // What follows the answer belongs to the step too, and the listing comes a moment later.
          await wait(20);
        }
      }
      monitor.off('monitor', note);
      step = undefined;
      const total = Object.values(sent).flatMap((names) => Object.values(names));
      counts[target.kind] = {
        sent: Math.round(total.reduce((sum, count) => sum + count, 0) * 10) / 10,
        inScripts: Math.round((inScripts / logins) * 10) / 10,
        bySteps: sent,
        writesBySteps: Object.fromEntries(steps.map((name) => [name, Math.round(writes[name] * 10) / 10])),
      };
      tick();
    }
  } finally {
    monitor.disconnect();
    redis.disconnect();
  }
  return counts;
}

/**
 * Trips to Redis that each step awaits one after the other, seen from outside: on a wire where every answer of Redis
 * is late by so much, a step is late by its number of trips.
 */
export async function countTrips({ world, kinds, tick, Journey = Login }) {
  const { steps } = Journey;
  const trips = {};
  for (const kind of kinds) {
    const wire = await startLateWire(world.redis.port, LATE_MS);
    const target = await world.startTarget(kind, 1, wire.url);
    try {
      const tries = [];
      // The first login compiles what it runs and loads scripts; of the others the quickest says most.
      for (const phone of await makePhones(world.app, 4, Journey.named && world.portal.clientId)) {
        const login = new Journey(target, phone);
        const took = {};
        for (const step of steps) {
          const sinceMs = performance.now();
          await login[step]();
          took[step] = performance.now() - sinceMs;
        }
        tries.push(took);
      }
      const fewest = (step) => Math.floor(Math.min(...tries.slice(1).map((took) => took[step])) / LATE_MS);
      trips[kind] = Object.fromEntries(steps.map((step) => [step, fewest(step)]));
    } finally {
      await target.stop();
      wire.stop();
    }
    tick();
  }
  return trips;
}

/** How many nodes subscribe to the channel of a page that waits: whom a push about it reaches. Two nodes run. */
export async function countHearers({ world, targets, pages, tick }) {
  const redis = new Redis(world.redis.url);
  const hearers = {};
  try {
    for (const target of targets) {
      const logins = (await makePhones(world.app, pages)).map((phone) => new Login(target, phone));
      await eachOf(logins, 8, async (login) => {
        await login.start();
        await login.attach();
      });
      const channels = await redis.call('PUBSUB', 'SHARDCHANNELS', '*');
      const pairs = await redis.call('PUBSUB', 'SHARDNUMSUB', ...channels);
      const counts = pairs.filter((_, at) => at % 2 === 1).map(Number);
      hearers[target.kind] = { channels: channels.length, fewest: Math.min(...counts), most: Math.max(...counts) };
      await eachOf(logins, 8, async (login) => {
        await login.scan();
        await login.approve();
        await login.redeem();
      });
      tick();
    }
  } finally {
    redis.disconnect();
  }
  return hearers;
}
