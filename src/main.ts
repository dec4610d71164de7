import { setTimeout as wait } from 'node:timers/promises';
import { createBroker } from './app.module.js';
import { readEnv } from './platform/env.js';
import { printable } from './platform/printable.js';
import { Readiness } from './platform/readiness.js';

try {
  const env = readEnv();
  const { app, pages } = await createBroker(env);
  await app.listen(env.port, env.host);
  process.stdout.write(`Saoma listens at ${env.publicOrigin}\n`);
  for (const [name, address] of Object.entries(pages)) process.stdout.write(`  ${name.padEnd(18)}${address}\n`);

  // A load balancer needs a moment to see that this node is closing; until then it serves as ever.
  process.once('SIGTERM', () => {
    app.get(Readiness).close();
    void wait(env.drainMs).then(() => app.close());
  });
  process.once('SIGINT', () => void app.close());
} catch (error) {
  process.stderr.write(`${printable(error instanceof Error ? error.message : String(error))}\n`);
  // What was opened before the failure would hold the process: a supervisor is to see that it did not start.
  process.exit(1);
}
