import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { type DecisionStatement, STATEMENT_TYPE } from '@saoma/protocol';
import { compactVerify, type CompactJWSHeaderParameters, type CryptoKey } from 'jose';
import { HeaderKeys } from './header-keys.js';
import { ALGORITHMS, refuse, whyRefused } from './signed-token.js';

/** What a statement must say; when it was made is the phone's to say. */
export type ExpectedStatement = Omit<DecisionStatement, 'iat'>;

/** The end of the year 9999: what comes later is no time of anybody's. */
const LATEST_S = 253_402_300_799;

type Members = Readonly<Record<string, unknown>>;

/** Verifies what people decided, as their phones' keys signed it. */
@Injectable()
export class StatementVerifier {
  constructor(@Inject(HeaderKeys) private readonly keys: HeaderKeys) {}

  /** Refuses with `statement_mismatch` what another key signed, or what says more, less or something else. */
  async verify(statement: string, thumbprint: string, expected: ExpectedStatement): Promise<void> {
    const said = await openStatement(statement, (header) => this.keys.find(header, thumbprint, no)).catch(
      (error: unknown) => no(whyRefused(error)),
    );
    const { iat: _, ...rest } = said;
    const wanted: Members = { ...expected };
    const differs = [...new Set([...Object.keys(wanted), ...Object.keys(rest)])].find(
      (member) => !isDeepStrictEqual(rest[member], wanted[member]),
    );
    if (differs !== undefined) no(`"${name(differs)}" is not what the consent view says`);
  }
}

/**
 * The members of a statement whose signature is right.
 * @throws what `jose` says of any other
 */
export async function openStatement(
  statement: string,
  key: (header: CompactJWSHeaderParameters) => Promise<CryptoKey>,
): Promise<Members> {
  const { payload, protectedHeader } = await compactVerify(statement, key, { algorithms: ALGORITHMS });
  if (protectedHeader.typ !== STATEMENT_TYPE) no('"typ" is not that of a statement');
  const said: unknown = parsed(new TextDecoder().decode(payload));
  if (typeof said !== 'object' || said === null || Array.isArray(said)) no('it states nothing');
  const { iat } = said as Members;
  if (!Number.isSafeInteger(iat) || Number(iat) < 0 || Number(iat) > LATEST_S) {
    no('"iat" must be a time in whole seconds since 1970');
  }
  return said as Members;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return no('it is not JSON');
  }
}

/** A member that nobody knows may be called anything: only what looks like a name is repeated. */
const name = (member: string): string => (/^\w{1,32}$/.test(member) ? member : '…');

function no(detail: string): never {
  refuse('statement_mismatch', detail);
}
