import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Pixels, READERS } from '../flows/qr-reader.js';
import { until } from '../servers/deadline.js';

const PROGRAM = fileURLToPath(new URL('../../dist/demo/tv/main.js', import.meta.url));

/** Pixels to a module. */
const SCALE = 6;
const HALF_BLOCKS = ' ▀▄█';

/** `npm run demo:tv`, as somebody runs it whose terminal only writes. */
export class TvProgram {
  readonly #process: ChildProcess;
  #printed = '';

  constructor(...args: readonly string[]) {
    // Nothing of the environment of whoever runs the tests.
    this.#process = spawn(process.execPath, [PROGRAM, ...args], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#printed += text));
    }
  }

  /** Everything that it wrote. */
  printed(): string {
    return this.#printed;
  }

  /** Waits until it has written this. */
  async says(text: RegExp): Promise<string> {
    const found = await until(
      `${String(text)} in the terminal`,
      () => Promise.resolve(text.exec(this.#printed)),
      (match) => match !== null,
      30_000,
    );
    return found![0];
  }

  /** The text of the code, as two decoders read it where what is written is light and the terminal is dark. */
  async read(): Promise<string> {
    await this.says(/Waiting|等待/);
    return readHalfBlocks(this.#printed, 'dark');
  }

  typedCode(): Promise<string> {
    return this.says(/[A-Z]{5}-[A-Z]{5}-[A-Z]/);
  }

  interrupt(): void {
    this.#process.kill('SIGINT');
  }

  /** What the shell is told. */
  async exitCode(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
    return this.#process.exitCode;
  }
}

/** What both decoders read in the half blocks of a text, drawn as a terminal with this ground draws them. */
export async function readHalfBlocks(text: string, ground: 'dark' | 'light'): Promise<string> {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && Array.from(line).every((mark) => HALF_BLOCKS.includes(mark)));
  // The plate comes first, and all of its lines are as wide.
  const width = lines[0]!.length;
  const plate = lines.filter((line) => line.length === width);
  const pixels: Pixels = {
    data: new Uint8ClampedArray(width * plate.length * 2 * SCALE ** 2 * 4),
    width: width * SCALE,
    height: plate.length * 2 * SCALE,
  };
  for (let y = 0; y < pixels.height; y += 1) {
    for (let x = 0; x < pixels.width; x += 1) {
      const mark = plate[Math.floor(y / SCALE / 2)]![Math.floor(x / SCALE)]!;
      const isWritten = mark === '█' || mark === (Math.floor(y / SCALE) % 2 === 0 ? '▀' : '▄');
      const level = isWritten === (ground === 'dark') ? 255 : 0;
      pixels.data.set([level, level, level, 255], (y * pixels.width + x) * 4);
    }
  }
  const readings = await Promise.all(Object.values(READERS).map((read) => read(pixels)));
  const texts = new Set(readings.map((reading) => reading?.text));
  if (texts.size !== 1 || texts.has(undefined)) throw new Error(`the decoders read ${JSON.stringify(readings)}`);
  return readings[0]!.text;
}
