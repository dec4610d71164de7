import { DOORS } from './doors.mjs';
import { measureCost } from './measure-cost.mjs';
import { countCommands, countTrips } from './measure-redis.mjs';

const KINDS = ['stock', 'broker'];
const COUNTED = 3;

/** How often {@link measureDoors} calls `tick`. */
export const doorsTicks = (rounds) => Object.keys(DOORS).length * KINDS.length * (1 + 1 + 1 + rounds);

/**
 * What a sign-in costs by each standard door, at the stock library with its documented Redis adapter and at the broker by
 * turns: server CPU, commands, awaited trips; and what one poll costs that comes in time, before the person has decided.
 */
export async function measureDoors({ world, rounds, logins, tick }) {
  const measured = {};
  for (const [door, Journey] of Object.entries(DOORS)) {
    const trips = await countTrips({ world, kinds: KINDS, tick, Journey });
    const targets = await Promise.all(KINDS.map((kind) => world.startTarget(kind)));
    try {
      const commands = await countCommands({ world, targets, logins: COUNTED, tick, Journey });
      const { cpuUs, stepUs } = await measureCost({ world, targets, rounds, logins, tick, Journey });
      measured[door] = { trips, commands, cpuUs, stepUs, ...(Journey.steps.includes('poll') && poll(commands, trips)) };
    } finally {
      await Promise.all(targets.map((target) => target.stop()));
    }
  }
  return measured;
}

function poll(commands, trips) {
  const of = (kind) => ({
    trips: trips[kind].poll,
    writes: commands[kind].writesBySteps.poll,
  });
  return { poll: Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) };
}
