/**
 * The built broker with its demo world, as `npm start` runs it, but for three things: the process that forked this
 * one may shift its clocks (that of the store, and that by which the portal counts the life of its own token), may have
 * the next answer of the token endpoint lost on its way, and may have an app change its keys.
 */
import { performance } from 'node:perf_hooks';
import { createBroker } from '../../dist/app.module.js';
import { TokenIssuer } from '../../dist/demo/app/issuer.js';
import { readEnv } from '../../dist/platform/env.js';

let shiftedMs = 0;
const now = performance.now.bind(performance);
performance.now = () => now() + shiftedMs;

const issuers = new Map();
const createIssuer = TokenIssuer.create.bind(TokenIssuer);
TokenIssuer.create = async (settings) => {
  const issuer = await createIssuer(settings);
  issuers.set(settings.clientId, issuer);
  return issuer;
};

const env = readEnv();
const { app, pages } = await createBroker(env, { offsetMs: () => shiftedMs });
await app.listen(env.port, env.host);

let losesTokenAnswer = false;
app.getHttpServer().prependListener('request', (request, response) => {
  if (!losesTokenAnswer || request.url !== '/token') return;
  losesTokenAnswer = false;
  // What was asked for has been done by the time somebody answers.
  response.end = () => response.destroy();
});

process.on('message', async ({ shiftMs = 0, loseTokenAnswer = false, rotateKeysOf, retireKeysOf }) => {
  shiftedMs += shiftMs;
  losesTokenAnswer ||= loseTokenAnswer;
  await issuers.get(rotateKeysOf)?.rotate();
  issuers.get(retireKeysOf)?.retire();
  process.send({ shiftedMs });
});
// Whoever forked this is gone, perhaps killed: nothing is left behind.
process.once('disconnect', () => process.exit());
process.send(pages);
