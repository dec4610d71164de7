import type { RawAnswer } from '@saoma/testing';
import type { World } from '../broker/world.js';

/** Calls the operators' door at a node, with a token or whatever else somebody may send. */
export class OperatorConsole {
  constructor(
    private readonly world: World,
    private readonly node: number,
    private readonly authorization: string | undefined = `Bearer ${world.operator.token}`,
  ) {}

  /** The same console in somebody else's hands; `undefined` sends nothing. */
  as(authorization: string | undefined): OperatorConsole {
    return new OperatorConsole(this.world, this.node, authorization ?? '');
  }

  async call(method: 'GET' | 'POST', path: string, body?: object): Promise<RawAnswer> {
    const url = this.world.route(this.node)(`${this.world.broker.origin}/v1/operator/${path}`);
    const response = await fetch(url, {
      method,
      headers: {
        ...(this.authorization && { authorization: this.authorization }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    return { status, headers, body: await response.json() };
  }

  /** The answer to a call that is to be let in. @throws Error with what came instead */
  async done(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const answer = await this.call(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Answer;
  }

  async subjectOf(login_hint: object, client_id?: string): Promise<string> {
    const named = await this.done('POST', 'subjects', { login_hint, ...(client_id !== undefined && { client_id }) });
    return String(named['subject']);
  }
}

type Answer = Readonly<Record<string, unknown>>;
