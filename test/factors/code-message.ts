import type { CodeMessage } from '../../src/core/ports.js';

/** What nobody but the receiver may learn. */
export const SECRETS = { number: '13800000142', mailbox: 'zhang.wei', code: '402917' };

/** A code on its way to somebody, but for what a test wants otherwise. */
export function codeMessage(changes: Partial<CodeMessage> = {}): CodeMessage {
  return {
    id: 'm-9f2c71d04be8',
    to: `+86${SECRETS.number}`,
    code: SECRETS.code,
    portal: { zh: '云海电子税务局', en: 'Yunhai Tax Bureau' },
    purpose: 'step_up',
    language: 'zh',
    expiresInMs: 300_000,
    ...changes,
  };
}
