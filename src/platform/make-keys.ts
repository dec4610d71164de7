import { keysCommand } from './keys-command.js';

// A command of its own: `npm run keys`. Nothing else prints a secret, and only when it makes a file.
process.exitCode = await keysCommand(process.argv.slice(2), process);
