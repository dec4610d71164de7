import type { DecisionStatement, StatedIdentity } from '@saoma/protocol';
import { RefusedError } from '../core/outcome.js';
import { HeaderKeys, headerThumbprint } from './header-keys.js';
import { whyRefused } from './signed-token.js';
import { openStatement } from './statements.js';

/** What a receipt is held against. */
export interface Demands {
  /** RFC 7638 thumbprint of the phone's key. */
  readonly key?: string | undefined;
  readonly sub?: string | undefined;
  readonly clientId?: string | undefined;
}

/** A receipt does not hold; the message says why. */
export class ReceiptFault extends Error {
  override readonly name = 'ReceiptFault';
}

/**
 * Verifies a receipt by the key that it brings along, and says in words what was decided.
 * @throws ReceiptFault when it is not signed, was changed, or is not what is demanded
 */
export async function tellReceipt(receipt: string, demands: Demands = {}): Promise<string> {
  const { key, sub, clientId } = demands;
  const { said, thumbprint } = await opened(receipt);
  if (key !== undefined && key !== thumbprint) throw new ReceiptFault(`another key signed it: ${thumbprint}`);
  if (sub !== undefined && sub !== said.sub) throw new ReceiptFault('it is of somebody else');
  if (clientId !== undefined && clientId !== said.client_id) throw new ReceiptFault('it is for another portal');
  const facts: Readonly<Record<string, string | undefined>> = {
    decision: said.decision === 'approve' ? 'approved' : `denied (${said.reason})`,
    who: said.sub,
    as: said.decision === 'approve' ? acting(said.identity) : undefined,
    what: said.purpose,
    where: `${said.domain} (${said.client_id}), by ${said.aud}`,
    when: `${new Date(said.iat * 1_000).toISOString()}, by the phone’s own clock`,
    session: said.session_id,
    'shown to be compared': said.binding_message ?? said.user_code,
    'portal’s words, SHA-256': said.text_hash,
    'nonce of the view, SHA-256': said.consent_hash,
    'signed by': `the key ${thumbprint}${key === undefined ? ' (whose it is was not asked: --key)' : ''}`,
  };
  return Object.entries(facts)
    .flatMap(([name, fact]) => (fact === undefined ? [] : [`${name}: ${printable(fact)}`]))
    .join('\n');
}

/** As the broker does before it keeps one, so that what it took holds here. */
async function opened(receipt: string): Promise<{ said: DecisionStatement; thumbprint: string }> {
  let thumbprint = '';
  try {
    const said = await openStatement(receipt, (header) => {
      thumbprint = headerThumbprint(header, no);
      return new HeaderKeys().find(header, thumbprint, no);
    });
    const texts = [said['decision'], said['sub'], said['client_id'], said['session_id'], said['domain'], said['aud']];
    if (!texts.every((text) => typeof text === 'string')) no('it does not say what was decided');
    return { said: said as unknown as DecisionStatement, thumbprint };
  } catch (error) {
    if (error instanceof ReceiptFault) throw error;
    throw new ReceiptFault(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  try {
    return error instanceof RefusedError ? (error.refused.detail ?? 'it is no receipt') : whyRefused(error);
  } catch {
    return 'it is no receipt';
  }
}

function no(why: string): never {
  throw new ReceiptFault(why);
}

function acting(identity: StatedIdentity): string {
  if (typeof identity === 'string') return 'themselves';
  const { type, code, agency_code: agency } = identity;
  return [type, code, agency === undefined ? undefined : `through ${agency}`].filter(Boolean).join(' ');
}

/** It is shown on a terminal, and anybody may have made it. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '·');
}
