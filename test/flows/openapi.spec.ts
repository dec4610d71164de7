import { DesktopDevice } from '@saoma/testing';
import { LI, startWorld, type World, ZHANG } from '../broker/world.js';

interface Operation {
  readonly summary?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>;
}

interface OpenApi {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly properties?: Record<string, unknown> }> };
}

interface AsyncApi {
  readonly asyncapi: string;
  readonly servers: { readonly broker: Record<'host' | 'pathname' | 'protocol', string> };
  readonly channels: {
    readonly desktop: {
      readonly address: string;
      readonly messages: {
        readonly handshake: { readonly payload: { readonly required: readonly string[]; readonly properties: object } };
      };
    };
  };
  readonly operations: { readonly admit: object; readonly tell: object };
  readonly components: object;
}

describe('the OpenAPI document', () => {
  let world: World;
  let document: OpenApi;

  beforeAll(async () => {
    world = await startWorld();
    document = (await (await fetch(`${world.broker.origin}/docs-json`)).json()) as OpenApi;
  });

  afterAll(() => world.close());

  it('is version 3.1, at the broker’s own address, with a page for people', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: world.broker.origin }]);
    const page = await fetch(`${world.broker.origin}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('lists every call of ours, each with a summary', () => {
    const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { summary }]) => [`${method} ${path}`, summary] as const),
    );
    expect(calls.map(([call]) => call).sort()).toEqual([
      'delete /v1/desktops',
      'delete /v1/desktops/{id}',
      'delete /v1/notifications',
      'delete /v1/request-code',
      'get /health/live',
      'get /health/ready',
      'get /problems/{code}',
      'get /v1/coverage',
      'get /v1/desktops',
      'get /v1/operator/desktops/{desktop}',
      'get /v1/operator/sessions/{session_id}',
      'get /v1/operator/subjects/{subject}',
      'get /v1/requests',
      'get /v1/scans/{session_id}',
      'get /v1/sessions/{session_id}',
      'get /v1/sessions/{session_id}/events',
      'get /v1/sessions/{session_id}/qr.png',
      'get /v1/sessions/{session_id}/qr.svg',
      'post /v1/operator/desktops',
      'post /v1/operator/desktops/{desktop}/unblock',
      'post /v1/operator/sessions/{session_id}/end',
      'post /v1/operator/subjects',
      'post /v1/operator/subjects/{subject}/lock',
      'post /v1/operator/subjects/{subject}/unlock',
      'post /v1/requests/{session_id}',
      'post /v1/scans',
      'post /v1/scans/{session_id}/approve',
      'post /v1/scans/{session_id}/check',
      'post /v1/scans/{session_id}/deny',
      'post /v1/sessions',
      'post /v1/sessions/{session_id}/cancel',
      'post /v1/sessions/{session_id}/check',
      'post /v1/sessions/{session_id}/extend',
      'post /v1/sessions/{session_id}/one-time-code',
      'post /v1/sessions/{session_id}/prove',
      'post /v1/sessions/{session_id}/user-code',
      'put /v1/notifications',
      'put /v1/request-code',
    ]);
    expect(calls.filter(([, summary]) => !summary)).toEqual([]);
  });

  it('RFC 9449 §4.2, §8: says which calls need a proof of the page’s key, and where the next nonce is', () => {
    const calls = Object.values(document.paths).flatMap((operations) => Object.values(operations));
    const ofPages = calls.filter(({ security }) => security?.some((scheme) => 'desktop' in scheme));
    expect(ofPages).toHaveLength(10);
    for (const { parameters, responses } of ofPages) {
      // Pages without a key have none to send.
      expect(parameters).toContainEqual(expect.objectContaining({ name: 'DPoP', in: 'header', required: false }));
      expect(Object.keys(responses).sort()).toEqual(['200', '4XX']);
      for (const { headers } of Object.values(responses)) expect(Object.keys(headers ?? {})).toEqual(['DPoP-Nonce']);
    }
    const others = calls.filter((call) => !ofPages.includes(call));
    expect(others.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name))).not.toContain('DPoP');
  });

  it('names every reference that it makes', () => {
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      expect(Object.keys(document.components.schemas)).toContain(reference.split('/').at(-1));
    }
  });

  it('describes the members that really come', async () => {
    const answer = await world.session(0, { desktop_jkt: 'k'.repeat(43) });
    const described = Object.keys(document.components.schemas['StartedAnswer']?.properties ?? {});
    expect(Object.keys(answer).sort()).toEqual(described.sort());
    // One that asks for everything that can be asked for.
    const desktop = await DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      request: () =>
        world.portal.startSession({
          purpose: 'verify',
          login_hint: [{ realm: 'etax', sub: LI.sub }],
          text: 'Recover the password of your enterprise',
          required_amr: ['fpt'],
          approvers: {
            any_of: [
              { realm: 'etax', sub: ZHANG.sub },
              { realm: 'etax', sub: LI.sub },
            ],
            needed: 2,
          },
        }),
    });
    const consent = await (await world.phone()).scan(desktop);
    const view = Object.keys(document.components.schemas['ConsentAnswer']?.properties ?? {});
    desktop.close();
    // A device shows a code to compare, and a portal's backend a message; a page has neither.
    const all = [...Object.keys(consent), 'user_code', 'binding_message'];
    expect(all.sort()).toEqual(view.sort());
  });

  it('has a twin for the socket, AsyncAPI 3.0, in the same words', async () => {
    const twin = (await (await fetch(`${world.broker.origin}/docs-async-json`)).json()) as AsyncApi;
    expect(twin.asyncapi).toBe('3.0.0');
    const { address, messages } = twin.channels.desktop;
    expect(address).toBe('/desktop');
    expect(messages).toMatchObject({ session: { payload: { $ref: '#/components/schemas/MessageAnswer' } } });
    expect(twin.components).toEqual({ schemas: document.components.schemas });
    const { host, pathname, protocol } = twin.servers.broker;
    const answer = await world.session();
    expect(answer.socket).toEqual({ url: `${protocol}://${host}`, path: pathname, namespace: address });
  });

  it('and says what a page must say of itself: its token, and the proof where its session names a key', async () => {
    const twin = (await (await fetch(`${world.broker.origin}/docs-async-json`)).json()) as AsyncApi;
    const { handshake } = twin.channels.desktop.messages;
    expect(handshake.payload.required).toEqual(['token']);
    expect(Object.keys(handshake.payload.properties)).toEqual(['token', 'proof']);
    expect(twin.operations.admit).toMatchObject({
      action: 'receive',
      messages: [{ $ref: '#/channels/desktop/messages/handshake' }],
    });
    expect(twin.operations.tell).toMatchObject({
      action: 'send',
      messages: [{ $ref: '#/channels/desktop/messages/session' }],
    });
  });
});
