import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address in front of several nodes, leading each new connection to the one that is chosen. */
export interface Balancer {
  readonly origin: string;
  /** New connections go there; those that stand stay where they are. */
  leadTo(node: number): void;
  /** How many connections have been led there so far. */
  ledTo(node: number): number;
  stop(): Promise<void>;
}

export async function startBalancer(nodes: readonly string[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const led = nodes.map(() => 0);
  let chosen = 0;
  const tie = (socket: Socket, peer: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      peer.destroy();
    });
  };
  const balancer = createServer((client) => {
    const { hostname, port } = new URL(nodes[chosen] ?? '');
    const node = connect(Number(port), hostname);
    led[chosen] = (led[chosen] ?? 0) + 1;
    tie(client, node);
    tie(node, client);
    client.pipe(node).pipe(client);
  });
  balancer.listen(0, '127.0.0.1');
  await once(balancer, 'listening');
  return {
    origin: `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`,
    leadTo: (node) => (chosen = node),
    ledTo: (node) => led[node] ?? 0,
    async stop() {
      balancer.close();
      for (const socket of open) socket.destroy();
      await once(balancer, 'close');
    },
  };
}
