import { makeKeysFile } from './keys.js';

// A command of its own: `npm run keys > keys.json`. Nothing else prints a secret.
process.stdout.write(`${JSON.stringify(await makeKeysFile(), null, 2)}\n`);
