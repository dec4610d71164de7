import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Runs a server as a child and says its process id. A watchdog holds this process's end of a pipe and kills the
 * server when the pipe closes: a test run that is itself killed leaves nothing behind.
 */
const LAUNCH = `
exec 3<&0
"$@" </dev/null >&2 &
server=$!
(cat <&3 >/dev/null 2>&1; kill -9 $server 2>/dev/null) >/dev/null 2>&1 &
echo $server
wait $server
`;

/** A running server: the signals it takes, and its end. */
export interface ServerProcess {
  readonly pid: number;
  /** What it printed so far, both streams. */
  output(): string;
  isRunning(): boolean;
  /** Sends the signal and resolves once the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Stops the process in its tracks, its connections open: how a hung server looks from outside. */
  pause(): void;
  resume(): void;
}

export async function launch(command: string, args: readonly string[]): Promise<ServerProcess> {
  const shell = spawn('/bin/sh', ['-c', LAUNCH, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let printed = '';
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const gone = once(shell, 'exit');
  const [line] = (await once(createInterface(shell.stdout), 'line')) as [string];
  const pid = Number(line);
  release(shell);
  return {
    pid,
    output: () => printed,
    isRunning: () => shell.exitCode === null && shell.signalCode === null,
    pause: () => process.kill(pid, 'SIGSTOP'),
    resume: () => process.kill(pid, 'SIGCONT'),
    async end(signal) {
      if (shell.exitCode === null) {
        // A stopped process takes no SIGTERM until it goes on.
        if (signal === 'SIGTERM') process.kill(pid, 'SIGCONT');
        process.kill(pid, signal);
      }
      await gone;
      shell.stdin.destroy();
    },
  };
}

/** A server that somebody forgot must not keep the test process from ending. */
function release(shell: ChildProcess): void {
  shell.unref();
  for (const stream of [shell.stdin, shell.stdout, shell.stderr]) {
    (stream as unknown as { unref(): void }).unref();
  }
}
