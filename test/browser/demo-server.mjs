/**
 * The built broker with its demo world, as `npm start` runs it, but for one thing: the process that forked this one may
 * shift its clocks: that of the store, and that by which the portal counts the life of its own token.
 */
import { performance } from 'node:perf_hooks';
import { createBroker } from '../../dist/app.module.js';
import { readEnv } from '../../dist/platform/env.js';

let shiftedMs = 0;
const now = performance.now.bind(performance);
performance.now = () => now() + shiftedMs;
const env = readEnv();
const { app, pages } = await createBroker(env, { offsetMs: () => shiftedMs });
await app.listen(env.port, env.host);

process.on('message', ({ shiftMs }) => {
  shiftedMs += shiftMs;
  process.send({ shiftedMs });
});
// Whoever forked this is gone, perhaps killed: nothing is left behind.
process.once('disconnect', () => process.exit());
process.send(pages);
