import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a script of an installed tool in a process of its own and resolves to what it printed, whatever its exit code:
 * these tools exit with the number of things they found.
 *
 * @param script path under node_modules
 * @throws when it printed nothing, with what it said on standard error
 */
export function output(script: string, args: readonly string[], folder = root): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', script), ...args],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (stdout === '') reject(new Error(`${script} printed nothing: ${stderr}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}
