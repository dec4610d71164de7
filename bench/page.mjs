import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';

/** Packets of Engine.IO 4 and Socket.IO 5, as far as a listening page meets them. */
const [PING, PONG, CONNECT, EVENT] = ['2', '3', '40/desktop,', '42/desktop,'];

/** How each server is spoken to: what to say first, and how a message of its own looks. */
const TONGUES = {
  'socket.io': {
    query: '?EIO=4&transport=websocket',
    opens: (packet) => packet.startsWith('0'),
    introduce: ({ token, proof }, opening) =>
      `${CONNECT}${JSON.stringify({ token, proof: proof?.(JSON.parse(opening.slice(1)).sid) })}`,
    read: (packet) => (packet.startsWith(EVENT) ? JSON.parse(packet.slice(EVENT.length))[1] : undefined),
  },
  json: {
    query: '',
    introduce: ({ token, proof }) => JSON.stringify({ token, proof: proof?.() }),
    read: (packet) => JSON.parse(packet),
  },
};

/** A page that waits. */
export class Page {
  #socket;
  #seen = new Map();
  #waiting = new Map();

  /** Connects, introduces itself by its token and, where it has a key, a proof, and resolves with the first message. */
  static async open(origin, introduction, { speaks, socketPath }) {
    const page = new Page();
    const tongue = TONGUES[speaks];
    const address = `${origin.replace('http', 'ws')}${socketPath}${tongue.query}`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    page.#socket = socket;
    // Set before the first byte, so that nothing is missed.
    socket.on('message', (data) => {
      const packet = data.toString();
      if (speaks === 'socket.io' && packet === PING) socket.send(PONG);
      else if (tongue.opens?.(packet)) socket.send(tongue.introduce(introduction, packet));
      else page.#hear(tongue.read(packet));
    });
    if (!tongue.opens) socket.once('open', () => socket.send(tongue.introduce(introduction)));
    socket.once('close', () => page.#end(new Error('the server closed the link')));
    socket.on('error', (error) => page.#end(error));
    await page.until('pending');
    return page;
  }

  /** Resolves with the first message of that state, and when it came, in ms of `performance.now()`. */
  until(state) {
    const seen = this.#seen.get(state);
    if (seen) return Promise.resolve(seen);
    return new Promise((resolve, reject) => this.#waiting.set(state, { resolve, reject }));
  }

  async close() {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #hear(message) {
    if (!message) return;
    const sighting = { message, atMs: performance.now() };
    this.#seen.set(message.state, sighting);
    this.#waiting.get(message.state)?.resolve(sighting);
    this.#waiting.delete(message.state);
  }

  #end(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
