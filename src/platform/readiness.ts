import type { BeforeApplicationShutdown } from '@nestjs/common';

/** Whether a load balancer should send anybody here. */
export class Readiness implements BeforeApplicationShutdown {
  #closing = false;

  constructor(private readonly storeReady: () => Promise<boolean>) {}

  get isClosing(): boolean {
    return this.#closing;
  }

  async look(): Promise<'ok' | 'closing' | 'store unreachable'> {
    if (this.#closing) return 'closing';
    return (await this.storeReady()) ? 'ok' : 'store unreachable';
  }

  close(): void {
    this.#closing = true;
  }

  beforeApplicationShutdown(): void {
    this.close();
  }
}
