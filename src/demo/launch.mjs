/**
 * `npm start`: the broker and its demo world on one port, from a fresh clone or any later state of it.
 *
 *   PORT   where it listens (3000)
 *   HOST   the address it listens on (127.0.0.1: this computer only)
 *
 * Every other setting of the broker (README.md, configuration) is passed on as it is.
 */
import { createServer } from 'node:net';
import { build, checkNode, giveUp, install } from './prepare.mjs';

process.env.DEMO = '1';
process.env.PORT ??= '3000';

checkNode();
await checkPort(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1');
install();
build();
// In this very process, so that signals and the exit code are the broker's own.
await import('../../dist/main.js');

/** Looks before the minute of installing rather than after it. */
async function checkPort(port, host) {
  const code = await new Promise((answer) => {
    const probe = createServer();
    probe.once('error', (error) => answer(error.code));
    probe.listen({ port, host }, () => probe.close(() => answer(undefined)));
  });
  if (code === 'EADDRINUSE')
    giveUp(`Port ${port} is taken: choose another, for example \`PORT=${port + 1} npm start\`.`);
  if (code !== undefined) giveUp(`Cannot listen on ${host}, port ${port} (${code}): choose others with HOST and PORT.`);
}
