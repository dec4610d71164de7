import type { OpenAPIObject } from '@nestjs/swagger';
import { DESKTOP_NAMESPACE, SESSION_EVENT, SOCKET_PATH } from '@saoma/protocol';

/**
 * The socket, as AsyncAPI: one channel, one message, in the words of the OpenAPI document, so that the two cannot
 * differ.
 * @see AsyncAPI 3.0
 */
export function asyncApi({ info, components }: OpenAPIObject, origin: string): object {
  const { host, protocol } = new URL(origin);
  return {
    asyncapi: '3.0.0',
    info: { title: `${info.title}: waiting pages`, version: info.version },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host,
        pathname: SOCKET_PATH,
        protocol: protocol === 'https:' ? 'wss' : 'ws',
        description: 'socket.io, WebSocket only; the desktop token goes into the handshake: auth: { token }',
      },
    },
    channels: {
      desktop: {
        address: DESKTOP_NAMESPACE,
        messages: {
          [SESSION_EVENT]: {
            name: SESSION_EVENT,
            title: 'The session as the waiting page may see it: the present state first, then each newer one',
            payload: { $ref: '#/components/schemas/MessageAnswer' },
          },
        },
      },
    },
    operations: {
      tell: {
        action: 'send',
        channel: { $ref: '#/channels/desktop' },
        summary: 'Pages hear; what they send is not heard',
      },
    },
    components: { schemas: components?.schemas ?? {} },
  };
}
