import { Presets, SingleBar } from 'cli-progress';
import type { Attack } from './attack.js';
import type { Verdict } from './verdict.js';

/** Where progress is shown. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells how far it is: as a bar to people, as lines to logs. */
export interface Progress {
  readonly onProgress: (attack: Attack, verdict?: Verdict) => void;
  end(): void;
}

/** @param screen standard error, so that standard output is the verdict and nothing else */
export function showProgress(screen: Screen, total: number): Progress {
  return screen.isTTY ? bar(screen as NodeJS.WritableStream, total) : lines(screen, total);
}

function bar(stream: NodeJS.WritableStream, total: number): Progress {
  const format = '{bar} {value}/{total} {what}';
  const shown = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  shown.start(total, 0, { what: '' });
  return {
    onProgress: (attack, verdict) => {
      if (verdict) shown.increment();
      else shown.update({ what: whatOf(attack) });
    },
    end: () => shown.stop(),
  };
}

function lines(screen: Screen, total: number): Progress {
  let begun = 0;
  return {
    onProgress: (attack, verdict) => {
      if (verdict) return;
      begun += 1;
      screen.write(`${begun}/${total} ${whatOf(attack)}\n`);
    },
    end: () => undefined,
  };
}

function whatOf({ id, waitsMs = 0 }: Attack): string {
  return waitsMs > 0 ? `${id} (waits up to ${Math.ceil(waitsMs / 1_000)} s)` : id;
}
