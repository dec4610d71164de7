/** How often each property is tried; more with `FUZZ_RUNS`, which multiplies. */
const FACTOR = Math.max(1, Number(process.env['FUZZ_RUNS'] ?? 1) || 1);

/** The seed that every run of the gate tries, so that what is red on one machine is red on all. */
export const FIXED_SEED = 10_027;

/** Another one each time, or that of `FUZZ_SEED`. fast-check says with a failure which seed and path lead to it again. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

export const runs = (atLeast: number): number => atLeast * FACTOR;

/** Both seeds, as a table of tests. */
export const SEEDS: readonly (readonly [name: string, seed: number])[] = [
  ['the fixed seed', FIXED_SEED],
  [`seed ${SEED} (FUZZ_SEED=${SEED} runs it again)`, SEED],
];
