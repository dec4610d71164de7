import { createHash } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { RefusedError } from '../core/outcome.js';
import type { Operator, Registry } from '../core/ports.js';
import { OperatorGuard } from './operator.guard.js';

const TOKEN = 'kq3v9x0Lr5-TOKEN-of-an-operator_0123456789ab';
const SUBJECT = 's'.repeat(43);
const LI: Operator = {
  operatorId: 'li',
  tokenSha256: ['0'.repeat(64), createHash('sha256').update(TOKEN).digest('hex')],
};

/** A call as the guard meets it, and what it leaves in the log. */
function call(authorization: string | undefined, params: Record<string, string> = { subject: SUBJECT }) {
  const log: unknown[] = [];
  const note = (...entry: unknown[]): void => void log.push(entry);
  const headers: Record<string, string> = {};
  const request = {
    method: 'POST',
    headers: { authorization },
    params,
    routeOptions: { url: '/v1/operator/subjects/:subject/lock' },
    log: { info: note, warn: note },
  };
  const response = { header: (name: string, value: string) => void (headers[name] = value) };
  const context = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }) };
  return { context: context as unknown as ExecutionContext, log, headers };
}

describe('the operators’ guard', () => {
  let operators: Operator[];
  let guard: OperatorGuard;

  beforeEach(() => {
    operators = [{ operatorId: 'wu', tokenSha256: ['ab'.repeat(32)] }, LI];
    guard = new OperatorGuard({ operators: () => operators } as unknown as Registry);
  });

  it('logs who did what to whom, and never the token', () => {
    const { context, log } = call(`Bearer ${TOKEN}`);
    expect(guard.canActivate(context)).toBe(true);
    expect(log).toEqual([
      [{ operator: 'li', call: 'POST /v1/operator/subjects/:subject/lock', on: SUBJECT }, 'an operator calls'],
    ]);
  });

  it.each(['13800000142', '530102199003078515', 'zhang'])('logs nothing that may name a person: %s', (subject) => {
    const { context, log } = call(`Bearer ${TOKEN}`, { subject });
    guard.canActivate(context);
    expect(JSON.stringify(log)).not.toContain(subject);
  });

  it.each([
    ['none', undefined, 'Bearer'],
    ['wrong', `Bearer ${TOKEN}x`, undefined],
    ['none', `Basic ${TOKEN}`, 'Bearer'],
  ])('logs whoever is refused, with a token that is %s, and not the token', (token, authorization, challenge) => {
    const { context, log, headers } = call(authorization);
    expect(() => guard.canActivate(context)).toThrow(RefusedError);
    expect(log).toEqual([[{ call: 'POST /v1/operator/subjects/:subject/lock', token }, 'no operator']]);
    expect(headers).toEqual({ 'cache-control': 'no-store', ...(challenge && { 'www-authenticate': challenge }) });
  });

  it('asks the registry at every call', () => {
    expect(guard.canActivate(call(`Bearer ${TOKEN}`).context)).toBe(true);
    operators = [];
    expect(() => guard.canActivate(call(`Bearer ${TOKEN}`).context)).toThrow(RefusedError);
  });

  it('lets nobody in where nobody is registered', () => {
    operators = [];
    for (const authorization of [undefined, '', 'Bearer ', `Bearer ${TOKEN}`]) {
      expect(() => guard.canActivate(call(authorization).context)).toThrow(RefusedError);
    }
  });
});
