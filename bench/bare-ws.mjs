/** A bare ws server that holds pages and says one word to each: what a waiting page costs at the very least. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.once('message', () => socket.send(JSON.stringify({ state: 'pending' })));
});
server.listen(Number(process.env.PORT), process.env.HOST);
