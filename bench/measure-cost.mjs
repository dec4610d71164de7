import { performance } from 'node:perf_hooks';
import { Login } from './login.mjs';
import { eachOf, median } from './numbers.mjs';
import { makePhones } from './phone.mjs';

/** Enough to keep a server busy, few enough that the bench is not what is measured. */
const AT_ONCE = 16;

/**
 * Server CPU per login, by step, and logins a second. In each round the broker and what it is compared with are measured
 * one after the other, and only ratios within a round are compared: whatever else the machine does weighs on both.
 * @param targets the one to compare with, and the broker
 */
export async function measureCost({ world, targets, rounds, logins, tick, Journey = Login }) {
  const [{ kind: against }] = targets;
  const phonesFor = () => makePhones(world.app, 2 * logins, Journey.named && world.portal.clientId);
  for (const target of targets) {
    await run(Journey, target, await phonesFor());
    tick();
  }
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample = {};
    for (const target of targets) {
      const phones = await phonesFor();
      sample[target.kind] = {
        ...(await whole(Journey, target, phones.slice(0, logins))),
        steps: await stepByStep(Journey, target, phones.slice(logins)),
      };
      tick();
    }
    samples.push(sample);
  }
  const of = (kind, pick) => median(samples.map((sample) => pick(sample[kind])));
  const ratio = (pick) => median(samples.map((sample) => pick(sample.broker) / pick(sample[against])));
  const both = (pick) => ({ [against]: of(against, pick), broker: of('broker', pick), ratio: ratio(pick) });
  return {
    cpuUs: both(({ cpuUs }) => cpuUs),
    perSecond: both(({ perSecond }) => perSecond),
    stepUs: Object.fromEntries(Journey.steps.map((step) => [step, both(({ steps }) => steps[step])])),
    samples,
  };
}

const run = (Journey, target, phones) => eachOf(phones, AT_ONCE, (phone) => new Journey(target, phone).run());

/** Logins as they come, each from start to tokens. */
async function whole(Journey, target, phones) {
  const [node] = target.nodes;
  const before = await node.used();
  const sinceMs = performance.now();
  await run(Journey, target, phones);
  const seconds = (performance.now() - sinceMs) / 1_000;
  const after = await node.used();
  return { cpuUs: (after.cpuUs - before.cpuUs) / phones.length, perSecond: phones.length / seconds };
}

/** The same number of logins, all at one step before any goes to the next, so that each step's cost shows. */
async function stepByStep(Journey, target, phones) {
  const [node] = target.nodes;
  const logins = phones.map((phone) => new Journey(target, phone));
  const costs = {};
  for (const step of Journey.steps) {
    const before = await node.used();
    await eachOf(logins, AT_ONCE, (login) => login[step]());
    costs[step] = ((await node.used()).cpuUs - before.cpuUs) / phones.length;
  }
  return costs;
}
