import { performance } from 'node:perf_hooks';
import { Login, STEPS } from './login.mjs';
import { eachOf, median } from './numbers.mjs';
import { makePhones } from './phone.mjs';

/** Enough to keep a server busy, few enough that the bench is not what is measured. */
const AT_ONCE = 16;

/**
 * Server CPU per login, by step, and logins a second. In each round floor and broker are measured one after the other,
 * and only ratios within a round are compared: whatever else the machine does weighs on both.
 */
export async function measureCost({ world, targets, rounds, logins, tick }) {
  for (const target of targets) {
    await run(target, await makePhones(world.app, 2 * logins));
    tick();
  }
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample = {};
    for (const target of targets) {
      const phones = await makePhones(world.app, 2 * logins);
      sample[target.kind] = {
        ...(await whole(target, phones.slice(0, logins))),
        steps: await stepByStep(target, phones.slice(logins)),
      };
      tick();
    }
    samples.push(sample);
  }
  const of = (kind, pick) => median(samples.map((sample) => pick(sample[kind])));
  const ratio = (pick) => median(samples.map((sample) => pick(sample.broker) / pick(sample.floor)));
  const both = (pick) => ({ floor: of('floor', pick), broker: of('broker', pick), ratio: ratio(pick) });
  return {
    cpuUs: both(({ cpuUs }) => cpuUs),
    perSecond: both(({ perSecond }) => perSecond),
    stepUs: Object.fromEntries(STEPS.map((step) => [step, both(({ steps }) => steps[step])])),
    samples,
  };
}

const run = (target, phones) => eachOf(phones, AT_ONCE, (phone) => new Login(target, phone).run());

/** Logins as they come, each from start to tokens. */
async function whole(target, phones) {
  const [node] = target.nodes;
  const before = await node.used();
  const sinceMs = performance.now();
  await run(target, phones);
  const seconds = (performance.now() - sinceMs) / 1_000;
  const after = await node.used();
  return { cpuUs: (after.cpuUs - before.cpuUs) / phones.length, perSecond: phones.length / seconds };
}

/** The same number of logins, all at one step before any goes to the next, so that each step's cost shows. */
async function stepByStep(target, phones) {
  const [node] = target.nodes;
  const logins = phones.map((phone) => new Login(target, phone));
  const costs = {};
  for (const step of STEPS) {
    const before = await node.used();
    await eachOf(logins, AT_ONCE, (login) => login[step]());
    costs[step] = ((await node.used()).cpuUs - before.cpuUs) / phones.length;
  }
  return costs;
}
