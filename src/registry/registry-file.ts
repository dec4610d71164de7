import { open as openFile } from 'node:fs/promises';
import type { App, Operator, Portal, Registry } from '../core/ports.js';
import { RegistryMistakes, type Mistake } from './mistakes.js';
import { readRegistry, type Reading } from './read-registry.js';
import { RegistryIndex } from './registry-index.js';

/** A thousand portals take about one megabyte; what is far larger is not a registry. */
const MAX_BYTES = 4 * 1024 * 1024;

const POLL_MS = 2_000;

/** What became of a changed file: it holds from now on, or it is broken and the one before still holds. */
export type Reload = { readonly ok: true } | { readonly ok: false; readonly error: RegistryMistakes };

interface RegistryFileOptions {
  /** Told about every change of the file, never about one it came through unchanged. */
  readonly onReload: (reload: Reload) => void;
  /** How often to look at the file. Default 2 s. */
  readonly pollMs?: number;
}

/**
 * The registry in one YAML file, which may be changed while the broker runs.
 *
 * The file is read again and again and compared as a whole: it is small, and whatever replaces it (an editor, a
 * rename, a swapped symbolic link, a network share without notifications) cannot go unnoticed.
 */
export class RegistryFile implements Registry {
  readonly #path: string;
  readonly #options: RegistryFileOptions;
  #content: string;
  #index: RegistryIndex;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(path: string, options: RegistryFileOptions, content: string, index: RegistryIndex) {
    this.#path = path;
    this.#options = options;
    this.#content = content;
    this.#index = index;
    this.#lookAgain();
  }

  /**
   * Reads the file and keeps looking at it until {@link close}.
   * @throws RegistryMistakes with everything that is wrong with the file, also when it is missing or cannot be read.
   */
  static async open(path: string, options: RegistryFileOptions): Promise<RegistryFile> {
    const content = await load(path);
    const reading = understand(content);
    if (!reading.ok) throw new RegistryMistakes(path, reading.mistakes);
    return new RegistryFile(path, options, fingerprint(content), new RegistryIndex(reading.registered));
  }

  /** Stops looking at the file. What was read last stays. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  portal(clientId: string): Portal | undefined {
    return this.#index.portal(clientId);
  }

  portals(): readonly Portal[] {
    return this.#index.portals();
  }

  app(issuer: string): App | undefined {
    return this.#index.app(issuer);
  }

  apps(): readonly App[] {
    return this.#index.apps();
  }

  operators(): readonly Operator[] {
    return this.#index.operators();
  }

  hasOrigin(origin: string): boolean {
    return this.#index.hasOrigin(origin);
  }

  #lookAgain(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.pollMs ?? POLL_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const content = await load(this.#path);
    if (this.#closed) return;
    try {
      if (fingerprint(content) !== this.#content) this.#take(content);
    } finally {
      this.#lookAgain();
    }
  }

  #take(content: Content): void {
    this.#content = fingerprint(content);
    const reading = understand(content);
    if (reading.ok) this.#index = new RegistryIndex(reading.registered);
    this.#options.onReload(
      reading.ok ? { ok: true } : { ok: false, error: new RegistryMistakes(this.#path, reading.mistakes) },
    );
  }
}

/** The file's text, or why there is none. */
type Content = { readonly text: string } | { readonly mistake: string };

const fingerprint = (content: Content): string =>
  'text' in content ? `text ${content.text}` : `mistake ${content.mistake}`;

function understand(content: Content): Reading {
  if ('text' in content) return readRegistry(content.text);
  const mistake: Mistake = { path: 'file', expected: content.mistake };
  return { ok: false, mistakes: [mistake] };
}

async function load(path: string): Promise<Content> {
  try {
    const file = await openFile(path);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { mistake: 'must be a file' };
      if (stat.size > MAX_BYTES) return { mistake: `must have at most ${MAX_BYTES / 1024 / 1024} MB` };
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile()) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { mistake: 'must be UTF-8 text' };
    return { mistake: `must be there and readable (${code ?? 'unknown reason'})` };
  }
}
