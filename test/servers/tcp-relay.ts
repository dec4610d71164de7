import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between a client and a server on loopback that can be cut, and that can lie. */
export interface TcpRelay {
  readonly port: number;
  /** Drops every connection and takes none until it is mended. */
  cut(): void;
  mend(): void;
  /** From now on the client reads `told` wherever the server says `said`, which is of the same length. */
  lie(said: string, told: string): void;
  stop(): Promise<void>;
}

export async function startRelay(serverPort: number): Promise<TcpRelay> {
  const open = new Set<Socket>();
  let whole = true;
  let lies: readonly { said: string; told: string }[] = [];

  const keep = (socket: Socket, peer: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      peer.destroy();
    });
  };
  const relay = createServer((client) => {
    if (!whole) return void client.destroy();
    const server = connect(serverPort, '127.0.0.1');
    keep(client, server);
    keep(server, client);
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      const said = chunk.toString('latin1');
      const told = lies.reduce((text, lie) => text.replaceAll(lie.said, lie.told), said);
      client.write(told, 'latin1');
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };

  return {
    port: (relay.address() as AddressInfo).port,
    cut() {
      whole = false;
      drop();
    },
    mend: () => (whole = true),
    lie(said, told) {
      if (said.length !== told.length) throw new Error('a lie of another length would break the protocol instead');
      lies = [...lies, { said, told }];
    },
    async stop() {
      relay.close();
      drop();
      await once(relay, 'close');
    },
  };
}
