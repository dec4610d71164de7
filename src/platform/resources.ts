import { Logger, type OnApplicationShutdown } from '@nestjs/common';

/** What was opened before Nest started ends after it. */
export class Resources implements OnApplicationShutdown {
  constructor(private readonly closers: readonly (() => void | Promise<void>)[]) {}

  async onApplicationShutdown(): Promise<void> {
    for (const close of this.closers) await close();
    new Logger('broker').log('closed');
  }
}
