import type { DeviceAuthorizationResponse } from 'openid-client';
import { bigLetters } from './big-letters.js';
import type { TvOptions } from './options.js';
import { type Paint, qrPlate, widthOf } from './qr-plate.js';
import type { SessionNews } from './session-events.js';
import { YUNHAI_TV } from './site.js';
import { TEXTS } from './texts.js';

/** As much of `process.stdout` as a screen needs. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(count: number): boolean;
  write(text: string): unknown;
}

/** Between the plate and what stands beside it, and how wide that is. */
const GAP = '   ';
const BESIDE_COLUMNS = 40;
const TICK_MS = 1_000;

const CLEAR_LINE = '\r\u001b[2K';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** What the person in front of the television sees. */
export class Screen {
  readonly #terminal: Terminal;
  readonly #options: TvOptions;
  #progress = '';
  #ticking: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal, options: TvOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  /** The code to scan, and beside or below it the code to type. */
  async show(asked: DeviceAuthorizationResponse): Promise<void> {
    const texts = TEXTS[this.#options.language];
    const { columns = Infinity } = this.#terminal;
    const plate = await qrPlate(asked.verification_uri_complete ?? asked.verification_uri, this.#paint);
    const width = widthOf(plate);
    const words = [
      YUNHAI_TV.names[this.#options.language],
      '',
      ...texts.scan,
      '',
      ...texts.type(asked.verification_uri),
      '',
      ...asked.user_code.split('-').flatMap((part) => [...bigLetters(part), '']),
      asked.user_code,
      ...texts.compare,
    ];
    this.#terminal.write('\n');
    if (columns < width) this.#lines([texts.tooNarrow(width), '', ...words]);
    else if (columns < Infinity && columns >= width + GAP.length + BESIDE_COLUMNS) this.#lines(beside(plate, words));
    else this.#lines([...plate, '', ...words]);
    this.#terminal.write('\n');
    this.#wait(texts.waiting, asked.expires_in);
  }

  /** How it goes on meanwhile. */
  tell({ app }: SessionNews): void {
    const texts = TEXTS[this.#options.language];
    this.#say(app ? texts.scanned(app[this.#options.language]) : texts.waiting);
  }

  /** The last word. */
  end(text: string): void {
    clearInterval(this.#ticking);
    this.#terminal.write(`${this.#terminal.isTTY ? CLEAR_LINE + SHOW_CURSOR : ''}${text}\n`);
  }

  /** A clock runs where there is somebody to see it; elsewhere each thing is said once. */
  #wait(text: string, seconds: number): void {
    this.#say(text);
    if (!this.#terminal.isTTY) return;
    this.#terminal.write(HIDE_CURSOR);
    const endsAtMs = performance.now() + seconds * 1_000;
    const tick = (): void => {
      const left = Math.max(0, Math.ceil((endsAtMs - performance.now()) / 1_000));
      const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
      const { waiting, left: leftOf } = TEXTS[this.#options.language];
      this.#terminal.write(`${CLEAR_LINE}${this.#progress === '' ? waiting : this.#progress} … ${leftOf(time)}`);
    };
    tick();
    this.#ticking = setInterval(tick, TICK_MS);
  }

  #say(text: string): void {
    if (text === this.#progress) return;
    this.#progress = text;
    if (!this.#terminal.isTTY) this.#terminal.write(`${text} …\n`);
  }

  #lines(lines: readonly string[]): void {
    this.#terminal.write(`${lines.join('\n')}\n`);
  }

  get #paint(): Paint {
    if (this.#terminal.isTTY && this.#terminal.hasColors?.(256)) return 'colours';
    return this.#options.background === 'dark' ? 'on dark' : 'on light';
  }
}

/** The words in the middle of the plate's height. */
function beside(plate: readonly string[], words: readonly string[]): readonly string[] {
  const top = Math.max(0, Math.floor((plate.length - words.length) / 2));
  const height = Math.max(plate.length, top + words.length);
  const blank = ' '.repeat(widthOf(plate));
  return Array.from({ length: height }, (_, row) => `${plate[row] ?? blank}${GAP}${words[row - top] ?? ''}`);
}
