/** A bare socket.io server with the broker's settings that holds pages and says one word to each. */
import { createServer } from 'node:http';
import { DESKTOP_NAMESPACE, SESSION_EVENT, SOCKET_PATH } from '@saoma/protocol';
import { Server } from 'socket.io';

const server = createServer();
const sockets = new Server(server, {
  path: SOCKET_PATH,
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});
sockets.of(DESKTOP_NAMESPACE).on('connection', (socket) => socket.emit(SESSION_EVENT, { state: 'pending' }));
server.listen(Number(process.env.PORT), process.env.HOST);
