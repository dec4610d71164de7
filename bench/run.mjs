// What a login costs, against the floor, and whether the budgets hold: `npm run bench`, in a minute `-- --quick`.
// A report and never a test: what is missed is printed, and the run succeeds.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { measureCost } from './measure-cost.mjs';
import { doorsTicks, measureDoors } from './measure-doors.mjs';
import { measureMemory } from './measure-memory.mjs';
import { countCommands, countHearers, countTrips } from './measure-redis.mjs';
import { measureTold } from './measure-told.mjs';
import { doorRowsOf, rowsOf, tableOf } from './report.mjs';
import { startWorld } from './world.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const PLAN = values.quick
  ? {
      cost: { rounds: 2, logins: 100 },
      doors: { rounds: 1, logins: 50 },
      told: { logins: 40 },
      memory: { pages: 1_000, rounds: 1 },
    }
  : {
      cost: { rounds: 5, logins: 250 },
      doors: { rounds: 3, logins: 100 },
      told: { logins: 400 },
      memory: { pages: 5_000, rounds: 3 },
    };
const COMMANDS = { logins: 5 };
const HEARERS = { pages: 20 };
const KINDS = ['floor', 'broker'];

const steps =
  2 + 2 + 2 + 2 * (1 + PLAN.cost.rounds) + doorsTicks(PLAN.doors.rounds) + PLAN.told.logins + 4 * PLAN.memory.rounds;
const bar = new SingleBar({ format: '{bar} {percentage} % · {phase}', noTTYOutput: true }, Presets.shades_classic);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Longer than any part takes; a server that hangs must not hang the bench. */
const STALLED_MS = 120_000;
let stalled;
function progress(phase, by = 0) {
  clearTimeout(stalled);
  stalled = setTimeout(() => {
    process.stderr.write(`\nnothing moved for ${STALLED_MS / 1_000} s: ${phase}\n`);
    process.exit(1);
  }, STALLED_MS);
  bar.increment(by, { phase });
}

const sinceMs = performance.now();
const world = await startWorld();
let targets = [];
try {
  bar.start(steps, 0, { phase: 'starting' });
  const during = (phase) => {
    progress(phase);
    return { world, targets, tick: () => progress(phase, 1) };
  };
  const trips = await countTrips({ ...during('trips'), kinds: KINDS });
  targets = await Promise.all(KINDS.map((kind) => world.startTarget(kind, 2)));
  const commands = await countCommands({ ...during('commands'), ...COMMANDS });
  const hearers = await countHearers({ ...during('pushes'), ...HEARERS });
  const cost = await measureCost({ ...during('cost of a login'), ...PLAN.cost });
  const doors = await measureDoors({ ...during('the standard doors'), ...PLAN.doors });
  const told = await measureTold({ ...during('approve → told'), ...PLAN.told });
  const memory = await measureMemory({ ...during('memory of waiting pages'), ...PLAN.memory });
  bar.stop();

  const results = { cost, doors, told, commands, trips, hearers, memory };
  const rows = rowsOf(results);
  const doorRows = doorRowsOf(doors, cost);
  const path = await keep({
    plan: PLAN,
    node: process.version,
    cpu: `${cpus().length} × ${cpus()[0].model}`,
    rows,
    doorRows,
    results,
  });
  const seconds = Math.round((performance.now() - sinceMs) / 1_000);
  process.stdout.write(`\n${tableOf(rows)}\n\n${tableOf(doorRows, 'stock')}\n\n${seconds} s. All numbers: ${path}\n`);
} finally {
  bar.stop();
  await Promise.all(targets.map((target) => target.stop()));
  await world.stop();
}
process.exit();

async function keep(report) {
  const folder = fileURLToPath(new URL('out/', import.meta.url));
  const at = new Date().toISOString();
  const path = `${folder}${at.replaceAll(':', '-')}.json`;
  await mkdir(folder, { recursive: true });
  await writeFile(path, JSON.stringify({ at, ...report }, null, 2));
  return path;
}
