import { type FileHandle, open } from 'node:fs/promises';
import type { AuditSink } from './sink.js';
import type { SinkRecord } from './sink-record.js';

/** The path that means standard output. */
export const STDOUT = '-';

/** Who else may read it is for the operator to say. */
const MODE = 0o600;

const linesOf = (records: readonly SinkRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** A file, one JSON object a line. Opened anew each time, so that it may be renamed away at any moment. */
export class FileSink implements AuditSink {
  readonly name = 'file';

  private constructor(private readonly path: string) {}

  /** @throws Error when it cannot be written: at start, and not when the first record comes */
  static async open(path: string): Promise<FileSink> {
    try {
      await (await open(path, 'a', MODE)).close();
    } catch (error) {
      throw new Error(`AUDIT_FILE cannot be written: ${codeOf(error)}`, { cause: error });
    }
    return new FileSink(path);
  }

  async take(records: readonly SinkRecord[]): Promise<string | undefined> {
    try {
      const file = await open(this.path, 'a+', MODE);
      try {
        await file.appendFile((await endsInLine(file)) ? linesOf(records) : `\n${linesOf(records)}`);
        // On the disk, and not only on its way: these records are given up elsewhere from now on.
        await file.datasync();
      } finally {
        await file.close();
      }
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }
}

/** Standard output, among the log's lines; those have a `level`, records have none. */
export class StdoutSink implements AuditSink {
  readonly name = 'stdout';

  take(records: readonly SinkRecord[]): Promise<string | undefined> {
    return new Promise((resolve) => {
      process.stdout.write(linesOf(records), (error) => {
        resolve(error ? codeOf(error) : undefined);
      });
    });
  }
}

/** Whether the last line is whole: whoever wrote it may have been killed in the middle, or the disk was full. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}

/** `ENOSPC`, `EACCES`, …: never the message, which quotes the path. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}
